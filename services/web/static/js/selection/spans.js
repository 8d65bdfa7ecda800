// @ts-check
/* All files of a day or a month, also those that the grid has not loaded yet. */

import { ask } from "../api.js";
import { contentOf } from "../grid/folding.js";
import { goOn } from "../grid/pages.js";
import { tiles } from "../grid/sections.js";
import { idOf } from "./reach.js";

const MOST = 5000; // files; more are chosen as a search

/**
 * The files of a day, `2024-09-05`, or a month, `2024-09`; in other orders those under a heading.
 * @param {"day" | "month"} kind @param {string} key @returns {Promise<number[]>}
 */
export async function idsOf(kind, key) {
  const grid = document.querySelector("#grid.timed[data-api]");
  let { shown, cut } = loaded(kind, key);
  if (cut.length && grid instanceof HTMLElement) return [...new Set([...shown, ...await fetchAll(grid, key)])];
  while (cut.length && shown.length < MOST && await goOn(cut[0] ?? "")) ({ shown, cut } = loaded(kind, key));
  return shown;
}

/** Those that are in the page, and the ways on which there are more. @param {"day" | "month"} kind @param {string} key */
function loaded(kind, key) {
  const months = [...document.querySelectorAll(".months > .month")];
  const blocks = kind === "month" ? months : months.flatMap((month) => [...contentOf(month).querySelectorAll(".day")]);
  const same = blocks.filter((block) => block instanceof HTMLElement && block.dataset[kind] === key);
  const shown = same.flatMap((block) => tiles(contentOf(block))).map(idOf);
  const ends = { newer: same[0] === blocks[0], more: same.at(-1) === blocks.at(-1) };
  return { shown, cut: Object.entries(ends).flatMap(([way, there]) => (there && waits(way) ? [way] : [])) };
}

/** Whether the grid goes on there. @param {string} way */
const waits = (way) => document.querySelector(`.months > .way.${way}`) !== null;

/** Rejects with a `Refusal` where they cannot be asked for. @param {HTMLElement} grid @param {string} key @returns {Promise<number[]>} */
async function fetchAll(grid, key) {
  const query = new URLSearchParams(grid.dataset.query);
  const [from, to] = key.length > 7 ? [key, key] : [`${key}-01`, lastOf(key)];
  if ((query.get("from") ?? "") < from) query.set("from", from);
  if ((query.get("to") ?? "9999") > to) query.set("to", to);
  query.set("limit", "500");
  /** @type {number[]} */
  const ids = [];
  for (let more = true; more && ids.length < MOST;) {
    const { items, next } = await ask("GET", `${grid.dataset.api}?${query}`);
    ids.push(...items.map((/** @type {{ id: number }} */ { id }) => id));
    more = Boolean(next);
    query.set("cursor", next);
  }
  return ids;
}

/** The last day of a month. @param {string} month */
function lastOf(month) {
  const [year = 1, number = 1] = month.split("-").map(Number);
  const day = new Date(0);
  day.setUTCFullYear(year, number, 0);
  return day.toISOString().slice(0, 10);
}
