// @ts-check
/* The address follows the scrolling, so that a reload and the way back from the viewer lead to the same place. */

import { firstOf } from "./months.js";
import { fetchPage, watchEnds } from "./pages.js";
import { append } from "./sections.js";
import { covered, firstTile, grid } from "./view.js";
import { _ } from "../words.js";

const REST = 250; // ms without scrolling
const SLOW = 120; // ms until a skeleton shows

/** @type {number | undefined} */
let timer;

/** Whether the grid stands in the order of time. */
export const timed = () => Boolean(grid()?.classList.contains("timed"));

/** Whether its first files come last. */
export const reversed = () => new URLSearchParams(grid()?.dataset.query).get("sort") === "oldest";

/** The cursor of a page that begins with this tile. @param {HTMLElement} tile */
const cursorOf = (tile) =>
  `${tile.dataset.at}_${BigInt(tile.dataset.id ?? 0) + (reversed() ? -1n : 1n)}`;

/** The cursor of the page that begins with a month, `2024-09`. @param {string} month */
export function cursorOfMonth(month) {
  const begin = firstOf(month, reversed() ? 0 : 1);
  return `${begin.toISOString().slice(0, 19)}_0`;
}

/** The page's address with a cursor, or without one. @param {string} [cursor] */
function address(cursor) {
  const query = new URLSearchParams(location.search);
  for (const part of ["cursor", "before"]) query.delete(part);
  if (cursor) query.set("cursor", cursor);
  return query.size ? `${location.pathname}?${query}` : location.pathname;
}

function follow() {
  const held = grid();
  if (!held) return;
  const atStart = !held.querySelector(":scope > .newer") && scrollY < innerHeight;
  const back = document.querySelector(".newest");
  if (back instanceof HTMLElement) back.hidden = atStart;
  const tile = atStart || !timed() ? undefined : firstTile();
  history.replaceState(history.state, "", address(tile && cursorOf(tile)));
}

/** Show the part of the library that begins at a cursor. @param {string} cursor */
export async function jump(cursor) {
  const held = grid();
  if (!held) return;
  const href = address(cursor);
  const slow = setTimeout(() => held.classList.add("loading"), SLOW);
  try {
    const page = await fetchPage(href);
    if (held !== grid()) return;
    held.replaceChildren();
    append(held, page);
    for (const way of page.querySelectorAll(".way")) {
      if (way.classList.contains("newer")) held.prepend(way);
      else held.append(way);
    }
    history.replaceState(history.state, "", href);
    scrollBy({ top: held.getBoundingClientRect().top - covered(), behavior: "instant" });
    document.dispatchEvent(new CustomEvent("grid:grown"));
    watchEnds();
  } catch {
    const { toast } = await import("../toast.js");
    toast(_("This part of the library cannot be loaded now."), { bad: true });
  } finally {
    clearTimeout(slow);
    held.classList.remove("loading");
  }
}

addEventListener("scroll", () => {
  clearTimeout(timer);
  timer = setTimeout(follow, REST);
}, { passive: true });

/* Who opens a file before the scrolling came to rest comes back to the same place, too. */
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest(".tile a")) follow();
}, { capture: true });

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a.newest");
  if (!link || grid()?.querySelector(":scope > .newer")) return;
  event.preventDefault();
  scrollTo({ top: 0, behavior: "instant" });
});
