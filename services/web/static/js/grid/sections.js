// @ts-check
/* Where the files of a page belong in the grid: months go on, days go on, new files stand in their place. */

import { unfold } from "./folding.js";

const DAY = 300; // tiles of a block at most, so that a screen never lays out more than a few hundred
const MONTH = 1200;
const SLIMMEST = 0.4; // of static/css/ratios.css
const STEP = 1.025;

/** @param {ParentNode} where @param {string} what @returns {HTMLElement[]} */
const all = (where, what) => [...where.querySelectorAll(what)].filter((found) => found instanceof HTMLElement);

/** @param {ParentNode} where */
export const tiles = (where) => all(where, ".tile");

/** Add the sections of a page behind those that are there. @param {HTMLElement} grid @param {ParentNode} page */
export function append(grid, page) {
  for (const month of all(page, ".month")) {
    const last = all(grid, ":scope > .month").at(-1);
    unfold(last);
    const goesOn = last?.dataset.month === month.dataset.month;
    if (last && goesOn && tiles(last).length < MONTH) joinBehind(last, month);
    else {
      if (goesOn) goOn(month, "h2");
      if (last) last.after(month);
      else grid.prepend(month);
    }
    fitAll(month);
  }
}

/** Add the sections of a page before those that are there. @param {HTMLElement} grid @param {ParentNode} page */
export function prepend(grid, page) {
  for (const month of all(page, ".month").reverse()) {
    const first = all(grid, ":scope > .month")[0];
    unfold(first);
    const goesOn = first && first.dataset.month === month.dataset.month;
    if (goesOn && tiles(first).length < MONTH) joinBefore(first, month);
    else {
      if (goesOn) goOn(first, "h2");
      if (first) first.before(month);
      else grid.prepend(month);
    }
    fitAll(month);
  }
}

/** @param {HTMLElement} last @param {HTMLElement} month */
function joinBehind(last, month) {
  const end = all(last, ".day").at(-1);
  for (const day of all(month, ".day")) {
    if (end && day.dataset.day === end.dataset.day) {
      if (tiles(end).length < DAY) {
        end.querySelector(".grid")?.append(...tiles(day));
        fit(end);
        continue;
      }
      goOn(day, "h3");
    }
    last.querySelector(".shelf")?.append(day);
    fit(day);
  }
}

/** @param {HTMLElement} first @param {HTMLElement} month */
function joinBefore(first, month) {
  const begin = all(first, ".day")[0];
  for (const day of all(month, ".day").reverse()) {
    if (begin && day.dataset.day === begin.dataset.day) {
      if (tiles(begin).length < DAY) {
        begin.querySelector(".grid")?.prepend(...tiles(day));
        fit(begin);
        continue;
      }
      goOn(begin, "h3");
    }
    first.querySelector(".shelf")?.prepend(day);
    fit(day);
  }
}

/** A block that goes on has no heading of its own. @param {HTMLElement} block @param {string} heading */
function goOn(block, heading) {
  block.querySelector(heading)?.remove();
  block.classList.add("goes-on");
}

/** @param {ParentNode} where */
export function fitAll(where) {
  all(where, ".day").forEach(fit);
}

/** Tell the style sheet how broad all tiles of a day are together. @param {HTMLElement} day */
export function fit(day) {
  const held = tiles(day);
  const whole = held.reduce((sum, tile) => sum + ratio(tile), 0);
  day.style.setProperty("--ratio", whole.toFixed(3));
  day.style.setProperty("--gaps", String(held.length - 1));
}

/** @param {HTMLElement} tile */
function ratio(tile) {
  const step = /\bratio-(\d+)/.exec(tile.className);
  return Number((SLIMMEST * STEP ** Number(step?.[1] ?? 37)).toFixed(3));
}
