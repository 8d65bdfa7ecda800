// @ts-check
/* A heart on the tile that is pointed at: a press makes the file a favourite, or none any more. */

import { post } from "../api.js";
import { love as draw } from "../selection/tiles.js";
import { toast } from "../toast.js";
import { _ } from "../words.js";

const heart = document.querySelector("#heart");

if (heart instanceof HTMLButtonElement && matchMedia("(hover: hover)").matches) {
  document.addEventListener("pointerover", (event) => {
    const tile = event.target instanceof Element && event.target.closest(".months .tile");
    if (!tile || heart.parentElement === tile) return;
    const loved = Boolean(tile.querySelector(".loved"));
    heart.hidden = false;
    heart.setAttribute("aria-pressed", String(loved));
    heart.setAttribute("aria-label", loved ? _("Remove from the favourites") : _("Add to the favourites"));
    tile.append(heart);
  });
  heart.addEventListener("click", (event) => {
    event.stopPropagation();
    const tile = heart.closest(".tile");
    if (tile instanceof HTMLElement) love(tile);
  });
}

/** @param {HTMLElement} tile */
async function love(tile) {
  const id = Number(tile.dataset.id);
  const on = !tile.querySelector(".loved");
  heart?.setAttribute("aria-pressed", String(on));
  try {
    await post("/api/selection/favourite", { ids: [id], on });
    draw([id], on);
  } catch (error) {
    heart?.setAttribute("aria-pressed", String(!on));
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
}
