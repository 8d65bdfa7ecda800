// @ts-check
/* How many files there are, kept right while some come and go. */

import { _, count } from "../words.js";

/** Some more, or fewer; return how many there are then. @param {number} by */
export function more(by) {
  const grid = document.querySelector("#grid");
  if (!(grid instanceof HTMLElement)) return NaN;
  const total = Number(grid.dataset.total) + by;
  grid.dataset.total = String(total);
  const told = document.querySelector(".filters .count");
  if (told && grid.dataset.exact === "1") told.textContent = total === 1 ? _("1 file") : _("{n} files", { n: count(total) });
  return total;
}
