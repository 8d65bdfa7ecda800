// @ts-check
/* What can be done with chosen files and albums: put them into one; on an album's page also take them out,
   or make one of them its cover. */

import { ask, post } from "../api.js";
import { act } from "../selection/actions.js";
import { clear } from "../selection/chosen.js";
import { toast } from "../toast.js";
import { _, count } from "../words.js";

/** @typedef {import("../selection/chosen.js").Selected} Selected */

const here = document.querySelector("[data-album]");
const album = here instanceof HTMLElement ? here.dataset.album : undefined;

act("album", (selected) => told(async () => {
  const { chooseAlbum } = await import("./dialog.js");
  const chosen = await chooseAlbum(_("Add to an album"));
  if (chosen) await add(chosen, selected);
}));

act("album-out", (selected) => told(async () => {
  if (!("ids" in selected)) return;
  const { changed, deed } = await post(`/api/albums/${album}/files`, { remove: selected.ids });
  for (const id of selected.ids) document.getElementById(`m${id}`)?.remove();
  clear();
  toast(_("{n} taken out of the album; they stay in the library", { n: count(changed) }), { undo: deed });
}));

act("album-cover", (selected) => told(async () => {
  const id = "ids" in selected && selected.ids.length === 1 ? selected.ids[0] : undefined;
  if (id === undefined) {
    toast(_("Choose one picture for the cover"), { bad: true });
    return;
  }
  await ask("PATCH", `/api/albums/${album}`, { cover_id: id });
  clear();
  toast(_("This picture is the album's cover now"));
}));

/** Put files into an album and say so. @param {{ id: number, name: string }} chosen @param {Selected} selected */
export async function add(chosen, selected) {
  const files = "ids" in selected ? { add: selected.ids } : { query: selected.query };
  const { changed, deed } = await post(`/api/albums/${chosen.id}/files`, files);
  clear();
  const said = changed ? _("{n} added to “{album}”", { n: count(changed), album: chosen.name }) : _("All of them are in “{album}” already", { album: chosen.name });
  toast(said, { undo: deed, href: `/albums/${chosen.id}`, link: _("Open") });
}

/** @param {() => Promise<void>} deed */
async function told(deed) {
  try {
    await deed();
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
}

document.addEventListener("undone", (event) => {
  if (album && /** @type {CustomEvent} */ (event).detail.kind === "album") location.reload();
});
