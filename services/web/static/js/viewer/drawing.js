// @ts-check
/* A box drawn by hand around a face or a pet, with the pointer or a finger, and then its name. */

import { closeAbout, showAt } from "./about.js";
import { drawnForm } from "./naming.js";

const LEAST = 0.01; // of the picture's width and height; what is smaller was a click

/** @param {AbortSignal} signal */
export function offerDrawing(signal) {
  const button = document.querySelector("[data-draw]");
  const stage = document.querySelector("#stage");
  const canvas = document.querySelector(".canvas");
  if (!(button instanceof HTMLButtonElement) || !(stage instanceof HTMLElement) || !(canvas instanceof HTMLElement)) return;
  const on = () => stage.classList.contains("drawing");
  button.addEventListener("click", (event) => {
    closeAbout();
    button.setAttribute("aria-pressed", String(stage.classList.toggle("drawing")));
    if (on() && event.detail === 0) middle(canvas, button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !on()) return;
    event.stopPropagation();
    end(stage, button);
  }, { signal, capture: true });
  stage.addEventListener("pointerdown", (event) => {
    if (!on() || (event.target instanceof Element && event.target.closest(".about, button, a"))) return;
    event.preventDefault();
    event.stopPropagation();
    follow(stage, canvas, button, event);
  }, { signal, capture: true });
}

/** @param {HTMLElement} stage @param {HTMLElement} canvas @param {HTMLElement} button @param {PointerEvent} first */
function follow(stage, canvas, button, first) {
  closeAbout();
  const frame = framed(canvas);
  let box = between(canvas, first, first);
  const move = (/** @type {PointerEvent} */ event) => {
    event.stopPropagation();
    box = between(canvas, first, event);
    place(frame, box);
  };
  const up = (/** @type {PointerEvent} */ event) => {
    event.stopPropagation();
    stage.removeEventListener("pointermove", move, true);
    if (box.width < LEAST || box.height < LEAST) return frame.remove();
    const swallow = (/** @type {Event} */ click) => click.stopPropagation(); // it would close the form
    stage.addEventListener("click", swallow, { capture: true });
    setTimeout(() => stage.removeEventListener("click", swallow, true));
    offer(stage, button, frame, box);
  };
  stage.addEventListener("pointermove", move, true);
  for (const over of /** @type {const} */ (["pointerup", "pointercancel"])) stage.addEventListener(over, up, { once: true, capture: true });
}

/** Without a pointer a box in the middle is named. @param {HTMLElement} canvas @param {HTMLElement} button */
function middle(canvas, button) {
  const box = { left: 0.35, top: 0.25, width: 0.3, height: 0.4 };
  const frame = framed(canvas);
  place(frame, box);
  offer(/** @type {HTMLElement} */ (canvas.parentElement), button, frame, box);
}

/** @param {HTMLElement} stage @param {HTMLElement} button @param {HTMLElement} frame @param {{ left: number, top: number, width: number, height: number }} box */
function offer(stage, button, frame, box) {
  const form = drawnForm(box, () => end(stage, button));
  showAt(form, frame);
  form.querySelector("input")?.focus();
}

/** @param {HTMLElement} stage @param {HTMLElement} button */
function end(stage, button) {
  stage.classList.remove("drawing");
  button.setAttribute("aria-pressed", "false");
  document.querySelector(".drawn-frame")?.remove();
  closeAbout();
}

/** @param {HTMLElement} canvas */
function framed(canvas) {
  document.querySelector(".drawn-frame")?.remove();
  const frame = document.createElement("div");
  frame.className = "drawn-frame";
  canvas.append(frame);
  return frame;
}

/** The box between two points, in fractions of the picture. @param {HTMLElement} canvas @param {PointerEvent} one @param {PointerEvent} other */
function between(canvas, one, other) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const share = (/** @type {number} */ at, /** @type {number} */ from, /** @type {number} */ size) => Math.min(Math.max((at - from) / size, 0), 1);
  const xs = [share(one.clientX, left, width), share(other.clientX, left, width)];
  const ys = [share(one.clientY, top, height), share(other.clientY, top, height)];
  return { left: Math.min(...xs), top: Math.min(...ys), width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) };
}

/** @param {HTMLElement} frame @param {{ left: number, top: number, width: number, height: number }} box */
function place(frame, box) {
  for (const side of /** @type {const} */ (["left", "top", "width", "height"])) frame.style[side] = `${box[side] * 100}%`;
}
