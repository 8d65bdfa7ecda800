// @ts-check
/* The file in the viewer is put into an album. */

import { post } from "../api.js";
import { toast } from "../toast.js";
import { _ } from "../words.js";

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-to-album]");
  if (button instanceof HTMLElement) add(button).catch((error) => toast(error.message, { bad: true }));
});

/** @param {HTMLElement} button */
async function add(button) {
  const { chooseAlbum } = await import("./dialog.js");
  const album = await chooseAlbum(_("Add to an album"));
  if (!album) return;
  const { changed, deed } = await post(`/api/albums/${album.id}/files`, { add: [Number(button.dataset.toAlbum)] });
  if (changed) button.before(link(album, button));
  toast(changed ? _("Added to “{album}”", { album: album.name }) : _("It is in “{album}” already", { album: album.name }), { undo: deed });
}

/** @param {{ id: number, name: string }} album @param {HTMLElement} button */
function link(album, button) {
  const made = document.createElement("a");
  made.href = `/albums/${album.id}`;
  const icon = button.parentElement?.querySelector("a .icon")?.cloneNode(true);
  if (icon) made.append(icon);
  made.append(album.name);
  return made;
}
