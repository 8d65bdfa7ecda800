// @ts-check
/* Puts new files where they belong among those that are shown, newest first. */

import { everyTile, findTile, unfold } from "./folding.js";
import { fit, fitAll, tiles } from "./sections.js";

/** @param {HTMLElement} tile */
const place = (tile) => `${tile.dataset.at} ${(tile.dataset.id ?? "").padStart(19, "0")}`;

/**
 * Insert tiles that lie within what is shown; return those that were.
 * @param {HTMLElement} grid @param {ParentNode} page @returns {HTMLElement[]}
 */
export function insert(grid, page) {
  const shown = everyTile();
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return [];
  const above = !grid.querySelector(".newer"), below = !grid.querySelector(".more");
  const fitting = tiles(page).filter(
    (tile) =>
      !findTile(Number(tile.dataset.id)) &&
      (above || place(tile) < place(first)) && (below || place(tile) > place(last)));
  const wanted = new Set(fitting);
  for (const tile of tiles(page)) if (!wanted.has(tile)) tile.remove();
  for (const month of page.querySelectorAll(".month")) if (month instanceof HTMLElement) insertMonth(grid, month);
  return fitting;
}

/** @param {HTMLElement} grid @param {HTMLElement} month */
function insertMonth(grid, month) {
  for (const day of month.querySelectorAll(".day")) if (!tiles(day).length) day.remove();
  if (!tiles(month).length) return;
  const key = month.dataset.month ?? "";
  const there = sections(grid, ":scope > .month");
  const same = there.filter((other) => other.dataset.month === key);
  same.forEach(unfold);
  if (same.length) return sections(month, ".day").forEach((day) => insertDay(same, day));
  const next = there.find((other) => (other.dataset.month ?? "") < key);
  if (next) next.before(month);
  else there.at(-1)?.after(month);
  fitAll(month);
}

/** @param {HTMLElement[]} months @param {HTMLElement} day */
function insertDay(months, day) {
  const key = day.dataset.day ?? "";
  const days = months.flatMap((month) => sections(month, ".day"));
  const same = days.filter((other) => other.dataset.day === key);
  if (same.length) return tiles(day).forEach((tile) => insertTile(same, tile));
  const next = days.find((other) => (other.dataset.day ?? "") < key);
  if (next) next.before(day);
  else months.at(-1)?.querySelector(".shelf")?.append(day);
  fit(day);
}

/** @param {HTMLElement[]} blocks @param {HTMLElement} tile */
function insertTile(blocks, tile) {
  const next = blocks.flatMap((block) => tiles(block)).find((other) => place(other) < place(tile));
  if (next) next.before(tile);
  else blocks.at(-1)?.querySelector(".grid")?.append(tile);
  const day = tile.closest(".day");
  if (day instanceof HTMLElement) fit(day);
}

/** @param {ParentNode} where @param {string} what */
const sections = (where, what) =>
  [...where.querySelectorAll(what)].filter((found) => found instanceof HTMLElement);
