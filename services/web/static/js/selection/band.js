// @ts-check
/* The rubber band: a drag with the mouse that begins beside the tiles, or anywhere with Alt held, chooses
   what it touches.  Shift or Ctrl adds to what is chosen; at the edges the page scrolls on; Escape takes
   all of it back.  Fingers, pens and the dragging of tiles are left alone. */

import { covered } from "../grid/view.js";
import { chosen, isWhole } from "./chosen.js";
import { become, measure } from "./touched.js";

const SLIP = 5; // pixels that a click may move
const EDGE = 60; // pixels from the edge where the page begins to scroll
const SPEED = 0.35; // of the way beyond that, a frame
const PLAIN = "a, button, input, select, textarea, summary, label, dialog, [role=slider], [contenteditable]";

/** @typedef {{ x: number, y: number }} Point in pixels of the page */

/** @type {{ from: Point, before: Set<number>, drawn: HTMLElement | null, boxes: Map<number, DOMRect> } | null} */
let band = null;
let point = { x: 0, y: 0 };
let stale = false; // the pointer moved since the band was drawn

/** @param {PointerEvent} event */
function begins(event) {
  if (event.pointerType !== "mouse" || event.button !== 0 || !(event.target instanceof Element)) return false;
  if (!event.target.closest("#content") || !document.querySelector(".months .tile")) return false;
  if (document.querySelector("dialog[open]") || event.target.closest("nav, form")) return false;
  return !event.target.closest(PLAIN) || (event.altKey && inTile(event.target));
}

/** @param {Element} target */
const inTile = (target) => target.closest(".months .tile") !== null;

/** @param {PointerEvent} event */
const placed = (event) => ({ x: event.clientX + scrollX, y: event.clientY + scrollY });

document.addEventListener("pointerdown", (event) => {
  if (!begins(event)) return;
  if (event.clientX >= document.documentElement.clientWidth) return; // the scroll bar
  const adds = event.shiftKey || event.ctrlKey || event.metaKey;
  band = { from: placed(event), before: new Set(adds && !isWhole() ? chosen() : []), drawn: null, boxes: new Map() };
  point = { x: event.clientX, y: event.clientY };
});

document.addEventListener("dragstart", (event) => {
  if (!band) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

document.addEventListener("selectstart", (event) => {
  if (band) event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!band) return;
  point = { x: event.clientX, y: event.clientY };
  const { x, y } = placed(event);
  if (!band.drawn && Math.hypot(x - band.from.x, y - band.from.y) <= SLIP) return;
  if (!band.drawn) start(event.pointerId);
  stale = true;
});

/** @param {number} pointer */
function start(pointer) {
  if (!band) return;
  band.drawn = document.createElement("div");
  band.drawn.className = "band";
  document.body.append(band.drawn);
  document.documentElement.setPointerCapture(pointer);
  document.body.classList.add("banding");
  requestAnimationFrame(roll);
}

/** Draw the band and choose what it touches, also tiles that were scrolled out of sight. */
function stretch() {
  if (!band?.drawn) return;
  const to = { x: point.x + scrollX, y: point.y + scrollY };
  const [left, top] = [Math.min(band.from.x, to.x), Math.min(band.from.y, to.y)];
  const [width, height] = [Math.abs(band.from.x - to.x), Math.abs(band.from.y - to.y)];
  Object.assign(band.drawn.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  measure(band.boxes, band.drawn.getBoundingClientRect());
  const wanted = new Set(band.before);
  for (const [id, box] of band.boxes) {
    if (box.left < left + width && box.right > left && box.top < top + height && box.bottom > top) wanted.add(id);
  }
  become(wanted);
}

/** Near the edge of the window the page scrolls on, the faster the further out. */
function roll() {
  if (!band?.drawn) return;
  const above = Math.min(point.y - covered() - EDGE, 0);
  const below = Math.max(point.y - innerHeight + EDGE, 0);
  if (above + below) scrollBy({ top: (above + below) * SPEED, behavior: "instant" });
  if (stale || above + below) stretch();
  stale = false;
  requestAnimationFrame(roll);
}

/** @param {boolean} kept */
function end(kept) {
  if (!band) return;
  if (band.drawn) {
    if (kept) stretch();
    else become(band.before);
    band.drawn.remove();
    document.body.classList.remove("banding");
    // What the button is let go over is not clicked.
    addEventListener("click", swallow, { capture: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }));
  }
  band = null;
}

/** @param {Event} event */
function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("pointerup", () => end(true));
document.addEventListener("pointercancel", () => end(true));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !band?.drawn) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  end(false);
}, { capture: true });
