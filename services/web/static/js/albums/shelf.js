// @ts-check
/* The albums at the foot of the page while files are dragged. */

import { ask, post } from "../api.js";
import { toast } from "../toast.js";
import { _ } from "../words.js";
import { add } from "./bulk.js";
import { style } from "./style.js";

/** @typedef {import("../selection/chosen.js").Selected} Selected */
/** @typedef {{ id: number, name: string, query: string | null }} Album */

const MOST = 7;

/** @param {() => Selected | null} dragged */
export async function show(dragged) {
  style();
  const { albums } = await ask("GET", "/api/albums");
  if (!dragged() || document.querySelector(".album-shelf")) return;
  const shelf = document.createElement("ul");
  shelf.className = "album-shelf";
  const fitting = albums.filter((/** @type {Album} */ album) => album.query === null).slice(0, MOST);
  for (const album of fitting) shelf.append(place(album.name, dragged, async () => album));
  shelf.append(place(_("New album"), dragged, () => post("/api/albums", { name: _("New album") })));
  document.body.append(shelf);
}

export function hide() {
  document.querySelector(".album-shelf")?.remove();
}

/** A place where files can be dropped. @param {string} name @param {() => Selected | null} dragged @param {() => Promise<Album>} album */
function place(name, dragged, album) {
  const spot = document.createElement("li");
  spot.textContent = name;
  spot.addEventListener("dragover", (event) => {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    spot.classList.add("over");
  });
  spot.addEventListener("dragleave", () => spot.classList.remove("over"));
  spot.addEventListener("drop", async (event) => {
    event.preventDefault();
    const files = dragged();
    hide();
    try {
      if (files) await add(await album(), files);
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), { bad: true });
    }
  });
  return spot;
}
