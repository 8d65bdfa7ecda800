// @ts-check
/* Keys in the grid: arrows move, Space or x chooses, with Shift a range, Ctrl+A all, Escape none. */

import { choose, chooseWhole, clear, isChosen, total } from "./chosen.js";
import { perform } from "./actions.js";
import { idOf, reach } from "./reach.js";
import { everyTile } from "../grid/folding.js";
import { firstTile } from "../grid/view.js";

/** @type {Record<string, string>} */
const DEEDS = { h: "favourite", g: "tag", b: "album", m: "place", d: "date", c: "comment", Delete: "trash" };
const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/** @returns {HTMLElement | null} */
const focused = () => document.activeElement?.closest(".months .tile") ?? null;

document.addEventListener("keydown", (event) => {
  const grid = document.querySelector("#grid");
  if (!(grid instanceof HTMLElement) || event.defaultPrevented || event.altKey || elsewhere()) return;
  const done = event.ctrlKey || event.metaKey ? withControl(event, grid) : alone(event);
  if (!done) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

/** Whether the keys belong to something else. */
function elsewhere() {
  const held = document.activeElement;
  if (document.querySelector("dialog[open], :popover-open")) return true;
  if (held instanceof HTMLInputElement && held.type === "checkbox") return false;
  return held instanceof HTMLElement && (held.isContentEditable || held.matches("input, textarea, select, [role=slider], summary, .menu *"));
}

/** @param {KeyboardEvent} event @param {HTMLElement} grid */
function withControl(event, grid) {
  if (event.key.toLowerCase() !== "a") return false;
  const ids = everyTile().map(idOf);
  const all = Number(grid.dataset.total);
  if (ids.every(isChosen) && all > ids.length) chooseWhole(grid.dataset.query ?? "", all);
  else choose(ids);
  return true;
}

/** @param {KeyboardEvent} event */
function alone(event) {
  const tile = focused();
  if (event.key === "Escape" && total()) return clear(), true;
  if (event.key === "x" || event.key === " ") return tile ? toggle(tile) : false;
  if (ARROWS.has(event.key)) return move(tile, event);
  const deed = DEEDS[event.key];
  if (!deed || !(total() || tile)) return false;
  if (!total() && tile) choose([idOf(tile)]);
  perform(deed);
  return true;
}

/** @param {HTMLElement} tile */
function toggle(tile) {
  choose([idOf(tile)], !isChosen(idOf(tile)));
  reach.begin(tile);
  return true;
}

/** @param {HTMLElement | null} tile @param {KeyboardEvent} event */
function move(tile, event) {
  const across = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (!tile && !across) return false; // the page scrolls
  const to = tile ? next(tile, event.key) : firstTile();
  if (!to) return Boolean(tile);
  if (event.shiftKey && tile) {
    if (!reach.from || !isChosen(idOf(reach.from))) toggle(tile);
    reach.extend(to);
  }
  to.querySelector("a")?.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
  return true;
}

/** @param {HTMLElement} tile @param {string} key */
function next(tile, key) {
  const all = everyTile();
  const index = all.indexOf(tile);
  if (key === "ArrowLeft") return all[index - 1];
  if (key === "ArrowRight") return all[index + 1];
  return beyond(tile, key === "ArrowDown" ? all.slice(index + 1) : all.slice(0, index).reverse(), key === "ArrowDown" ? 1 : -1);
}

/** The nearest tile of the next row. @param {HTMLElement} tile @param {HTMLElement[]} others @param {number} down */
function beyond(tile, others, down) {
  const here = tile.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  let best, least = Infinity, row = NaN;
  for (const other of others) {
    const { top, left, width } = other.getBoundingClientRect();
    if ((top - here.top) * down < here.height / 2) continue;
    if (Number.isNaN(row)) row = top;
    if (Math.abs(top - row) > here.height / 2) break;
    const far = Math.abs(left + width / 2 - middle);
    if (far < least) [best, least] = [other, far];
  }
  return best;
}
