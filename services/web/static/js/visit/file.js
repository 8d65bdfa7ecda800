// @ts-check
/* One picture behind a link: the next and the one before by keys and by swiping. */

import "../keys.js";

const SWIPE = 60; // px
const stage = document.querySelector("#stage");
/** @type {Touch | null} */
let begun = null;

stage?.addEventListener("touchstart", (event) => {
  const { touches } = /** @type {TouchEvent} */ (event);
  begun = touches.length === 1 ? (touches[0] ?? null) : null;
}, { passive: true });

stage?.addEventListener("touchend", (event) => {
  const ended = /** @type {TouchEvent} */ (event).changedTouches[0];
  if (!begun || !ended) return;
  const by = ended.clientX - begun.clientX;
  if (Math.abs(by) < SWIPE || Math.abs(ended.clientY - begun.clientY) > SWIPE) return;
  /** @type {HTMLElement | null} */ (stage.querySelector(by < 0 ? ".turn.older" : ".turn.newer"))?.click();
}, { passive: true });

/* The neighbours' pictures are fetched ahead. */
for (const link of document.querySelectorAll("a.turn")) {
  if (link instanceof HTMLAnchorElement) new Image().src = `${link.href}/preview`;
}
