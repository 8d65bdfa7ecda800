// @ts-check
/* Tiles that are dragged: albums come up at the foot of the page, and take what is dropped on them. */

import { chosen, isChosen, selected, total } from "../selection/chosen.js";
import { count, _ } from "../words.js";

/** @typedef {import("../selection/chosen.js").Selected} Selected */

/** @type {Selected | null} */
let dragged = null;

document.addEventListener("dragstart", (event) => {
  const tile = event.target instanceof Element && event.target.closest(".months .tile");
  if (!(tile instanceof HTMLElement) || !event.dataTransfer || !document.querySelector("#actions [data-action=album]")) return;
  const id = Number(tile.dataset.id);
  dragged = isChosen(id) ? selected() : { ids: [id] };
  event.dataTransfer.effectAllowed = "copyLink";
  event.dataTransfer.setData("text/plain", "query" in dragged ? dragged.query : dragged.ids.join(" "));
  event.dataTransfer.setDragImage(badge("query" in dragged || chosen().length > 1 && isChosen(id) ? total() : 1), -12, -12);
  import("./shelf.js").then(({ show }) => dragged && show(() => dragged));
});

document.addEventListener("dragend", async () => {
  dragged = null;
  document.querySelector(".drag-badge")?.remove();
  (await import("./shelf.js")).hide();
});

/** What goes along with the pointer. @param {number} n */
function badge(n) {
  const made = document.createElement("div");
  made.className = "drag-badge chip";
  made.textContent = n === 1 ? _("1 file") : _("{n} files", { n: count(n) });
  document.body.append(made);
  return made;
}
