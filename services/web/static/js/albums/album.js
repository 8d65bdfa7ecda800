// @ts-check
/* One album: the grid of its files, of which some can be chosen.  Files from outside that are dropped on
   the page come into the album as soon as they are in the library. */

import "../library.js";
import { post } from "../api.js";
import { toast } from "../toast.js";
import { count, _ } from "../words.js";

const page = document.querySelector("[data-album][data-filled=hand]");
/** @type {number[]} */
let arrived = [];

document.body.addEventListener("kept", (event) => arrived.push(/** @type {CustomEvent} */ (event).detail.media));
document.body.addEventListener("uploaded", () => take().catch((error) => toast(error.message, { bad: true })));

async function take() {
  const add = arrived;
  arrived = [];
  if (!(page instanceof HTMLElement) || !add.length) return;
  const { changed, deed } = await post(`/api/albums/${page.dataset.album}/files`, { add });
  toast(_("{n} added to this album", { n: count(changed) }), { undo: deed, href: location.pathname, link: _("Show") });
}
