// @ts-check
/* The files that are chosen in the grid; `chosen` is dispatched on the document whenever that changes. */

/**
 * What a request names files by: their numbers, or the address parameters of a whole search.
 * @typedef {{ ids: number[] } | { query: string }} Selected
 */

/** @type {Set<number>} */
const ids = new Set();
/** @type {{ query: string, total: number } | null} */
let whole = null;

/** The numbers of the files that were chosen one by one; of a whole search those that are loaded. */
export const chosen = () => [...ids];

/** What `/api/selection/…` takes: `{ids}`, or `{query}` where a whole search is chosen. @returns {Selected} */
export const selected = () => (whole ? { query: whole.query } : { ids: chosen() });

/** How many files are chosen. */
export const total = () => (whole ? whole.total : ids.size);

/** Whether a whole search is chosen. */
export const isWhole = () => whole !== null;

/** @param {number} id */
export const isChosen = (id) => whole !== null || ids.has(id);

/** Add files, or take them out.  Who takes one out of a whole search keeps those that are loaded.
 * @param {Iterable<number>} some @param {boolean} [on] */
export function choose(some, on = true) {
  if (!on) whole = null;
  for (const id of some) {
    if (on) ids.add(id);
    else ids.delete(id);
  }
  tell();
}

/** Choose every file of a search, also those that are not loaded. @param {string} query @param {number} total */
export function chooseWhole(query, total) {
  whole = { query, total };
  tell();
}

/** Choose nothing. */
export function clear() {
  if (!ids.size && !whole) return;
  ids.clear();
  whole = null;
  tell();
}

function tell() {
  document.dispatchEvent(new CustomEvent("chosen", { detail: { ids: chosen(), total: total(), whole: isWhole() } }));
}
