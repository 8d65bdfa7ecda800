// @ts-check
/* What a rubber band touches, and how that comes to be what is chosen. */

import { tiles } from "../grid/sections.js";
import { choose, chosen, clear, isWhole } from "./chosen.js";
import { idOf } from "./reach.js";

/** Where the tiles near the band are; those that leave the page when it scrolls on keep their places.
 * @param {Map<number, DOMRect>} boxes @param {DOMRect} near */
export function measure(boxes, near) {
  const meets = (/** @type {Element} */ block) => {
    const { top, bottom } = block.getBoundingClientRect();
    return top < near.bottom && bottom > near.top;
  };
  const months = [...document.querySelectorAll(".months > .month")].filter(meets);
  for (const tile of months.flatMap((month) => [...month.querySelectorAll(".day")].filter(meets)).flatMap(tiles)) {
    const { x, y, width, height } = tile.getBoundingClientRect();
    boxes.set(idOf(tile), new DOMRect(x + scrollX, y + scrollY, width, height));
  }
}

/** Let exactly these be chosen. @param {Set<number>} wanted */
export function become(wanted) {
  const held = new Set(chosen());
  const surplus = [...held].filter((id) => !wanted.has(id));
  if (surplus.length) choose(surplus, false);
  if (isWhole()) clear();
  const more = [...wanted].filter((id) => !held.has(id));
  if (more.length) choose(more);
}
