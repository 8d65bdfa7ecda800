// @ts-check
/* Chooses files in the grid by mouse, and shows what is chosen: also in tiles that come later. */

import "./actions.js";
import "./band.js";
import "./keyboard.js";
import "./touch.js";
import { choose, chooseWhole, clear, isChosen, isWhole, total } from "./chosen.js";
import { tiles } from "../grid/sections.js";
import { idOf, reach } from "./reach.js";
import { idsOf } from "./spans.js";
import { toast } from "../toast.js";
import { _, count } from "../words.js";

/* A click chooses where something is chosen already, or with Ctrl or Shift held; else it opens the file. */
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const tile = event.target.closest(".months .tile");
  const many = event.target.closest("[data-all]");
  if (many) return void chooseAll(many);
  if (!(tile instanceof HTMLElement)) return;
  const box = event.target.closest(".check");
  if (!box && !total() && !event.shiftKey && !event.ctrlKey && !event.metaKey) return;
  if (!box) event.preventDefault();
  const on = !isChosen(idOf(tile));
  if (event.shiftKey && reach.from) reach.extend(tile);
  else {
    choose([idOf(tile)], on);
    reach.begin(tile);
  }
});

/** Choose a day or a month; once more to let it go. @param {Element} button */
async function chooseAll(button) {
  const kind = button instanceof HTMLElement && button.dataset.all === "day" ? "day" : "month";
  const block = button.closest(`.${kind}`);
  try {
    const ids = await idsOf(kind, (block instanceof HTMLElement && block.dataset[kind]) || "");
    choose(ids, !ids.every(isChosen));
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
}

/** @param {string} what */
const every = (what) => [...document.querySelectorAll(`.months ${what}`)];

/** Draw a tile as it is chosen or not. @param {Element} tile */
function draw(tile) {
  if (!(tile instanceof HTMLElement)) return;
  const on = isChosen(idOf(tile));
  const box = tile.querySelector(".check");
  if (box instanceof HTMLInputElement) box.checked = on;
  tile.classList.toggle("chosen", on);
}

function drawAll() {
  every(".tile").forEach(draw);
  for (const button of every(".all")) {
    const held = tiles(button.closest(".day, .month") ?? button);
    button.setAttribute("aria-pressed", String(held.length > 0 && held.every((tile) => tile.classList.contains("chosen"))));
  }
  offerWhole();
}

/** More of the search than is loaded can be chosen too. */
function offerWhole() {
  const grid = document.querySelector("#grid");
  const button = document.querySelector("#actions .whole");
  if (!(button instanceof HTMLElement) || !(grid instanceof HTMLElement)) return;
  const all = Number(grid.dataset.total);
  button.hidden = isWhole() || !(all > total());
  button.textContent = grid.dataset.exact === "" ? _("Select the whole search") : _("Select all {n}", { n: count(all) });
}

document.addEventListener("click", (event) => {
  const grid = document.querySelector("#grid");
  if (!(event.target instanceof Element) || !event.target.closest("#actions .whole") || !(grid instanceof HTMLElement)) return;
  chooseWhole(grid.dataset.query ?? "", Number(grid.dataset.total));
});

document.addEventListener("chosen", drawAll);
document.addEventListener("grid:grown", () => total() && drawAll());
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target instanceof Element && event.target.id === "results") clear();
});
