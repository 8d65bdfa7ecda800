// @ts-check
/* A finger that wipes to the side turns the page; one that wipes down goes back to the library. */

import { follow } from "./turning.js";

const FAR = 60; // px

/** @param {HTMLElement} stage */
export function watchSwipe(stage) {
  /** @type {Touch | null} */
  let begun = null;
  stage.addEventListener("touchstart", ({ touches, target }) => {
    const free = target instanceof Element && !target.closest("input, button, audio, .scrub") && !stage.querySelector(".zoomed");
    begun = touches.length === 1 && free ? (touches[0] ?? null) : null;
  }, { passive: true });
  stage.addEventListener("touchend", ({ changedTouches: [ended] }) => {
    if (!begun || !ended) return;
    const [x, y] = [ended.clientX - begun.clientX, ended.clientY - begun.clientY];
    begun = null;
    if (Math.abs(x) >= FAR && Math.abs(y) <= FAR) follow(x < 0 ? "a.turn.older" : "a.turn.newer");
    else if (y >= 2 * FAR && Math.abs(x) <= FAR && stage.querySelector("[data-zoom]")) follow("a[data-back]");
  }, { passive: true });
}
