// @ts-check
/* A long press chooses a file; the finger that goes on chooses what it passes, and the page scrolls with it. */

import { choose, isChosen } from "./chosen.js";
import { idOf, reach } from "./reach.js";

const LONG = 420; // ms
const SLIP = 12; // pixels that a resting finger may move
const EDGE = 90; // pixels from the edge where the page begins to scroll
const SPEED = 14; // pixels a frame

/** @type {{ x: number, y: number, timer: number } | null} */
let press = null;
let dragging = false;
let point = { x: 0, y: 0 };

/** @param {number} x @param {number} y */
function tileAt(x, y) {
  const found = document.elementFromPoint(x, y)?.closest(".months .tile");
  return found instanceof HTMLElement ? found : null;
}

document.addEventListener("touchstart", (event) => {
  forget();
  const [touch] = event.touches;
  const tile = event.target instanceof Element && event.target.closest(".months .tile");
  if (!touch || event.touches.length > 1 || !(tile instanceof HTMLElement)) return;
  const timer = setTimeout(() => begin(tile), LONG);
  press = { x: touch.clientX, y: touch.clientY, timer };
}, { passive: true });

document.addEventListener("touchmove", (event) => {
  const [touch] = event.touches;
  if (!touch) return;
  if (dragging) {
    event.preventDefault();
    point = { x: touch.clientX, y: touch.clientY };
    extend();
  } else if (press && Math.hypot(touch.clientX - press.x, touch.clientY - press.y) > SLIP) forget();
}, { passive: false });

for (const end of ["touchend", "touchcancel"]) {
  document.addEventListener(end, (event) => {
    if (dragging && event.cancelable) event.preventDefault(); // no click follows
    forget();
  }, { passive: false });
}

/* The long press is ours, not the browser's menu. */
document.addEventListener("contextmenu", (event) => {
  if ((press || dragging) && event.target instanceof Element && event.target.closest(".months .tile")) event.preventDefault();
});

/** @param {HTMLElement} tile */
function begin(tile) {
  if (!press) return;
  dragging = true;
  point = { x: press.x, y: press.y };
  navigator.vibrate?.(12);
  choose([idOf(tile)], !isChosen(idOf(tile)));
  reach.begin(tile);
  requestAnimationFrame(roll);
}

function extend() {
  const tile = tileAt(point.x, point.y);
  if (tile) reach.extend(tile);
}

/** At the edge of the screen the page scrolls on. */
function roll() {
  if (!dragging) return;
  const above = point.y < EDGE + 40 ? -1 : 0;
  const below = point.y > innerHeight - EDGE ? 1 : 0;
  if (above + below) {
    scrollBy({ top: (above + below) * SPEED, behavior: "instant" });
    extend();
  }
  requestAnimationFrame(roll);
}

function forget() {
  clearTimeout(press?.timer);
  press = null;
  dragging = false;
}
