// @ts-check
/* A range of files: from the one that was chosen last to another, in the order of the grid. */

import { everyTile } from "../grid/folding.js";
import { choose, chosen, isChosen } from "./chosen.js";

/** @param {HTMLElement} tile */
export const idOf = (tile) => Number(tile.dataset.id);

export const reach = {
  /** @type {HTMLElement | null} */
  from: null,
  on: true,
  /** @type {Set<number>} what was chosen before the range began */
  before: new Set(),

  /** A range may go on from this tile. @param {HTMLElement} tile */
  begin(tile) {
    this.from = tile;
    this.on = isChosen(idOf(tile));
    this.before = new Set(chosen());
  },

  /** Choose from where the range began up to this tile, and nothing else of what the range held before. @param {HTMLElement} to */
  extend(to) {
    if (!this.from || !everyTile().includes(this.from)) return this.begin(to);
    const all = everyTile();
    const [one, other] = [all.indexOf(this.from), all.indexOf(to)];
    const range = all.slice(Math.min(one, other), Math.max(one, other) + 1).map(idOf);
    const wanted = new Set(this.before);
    for (const id of range) this.on ? wanted.add(id) : wanted.delete(id);
    const surplus = chosen().filter((id) => !wanted.has(id));
    if (surplus.length) choose(surplus, false);
    choose(wanted);
  },
};
