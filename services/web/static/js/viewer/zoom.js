// @ts-check
/* Zoom and pan, to 500 % of the original: wheel, pinch, double click, drag, and the keys + − 0.
   The place is kept as three CSS variables on the canvas, by which the boxes keep their line width. */

import { distance, held, middle } from "./plane.js";

const MOST = 5; // screen pixels for one of the original, or for one of the fitted picture where that is larger

export class Zoom {
  /** @type {Map<number, PointerEvent>} */
  #pointers = new Map();
  #scale = 1;
  #x = 0;
  #y = 0;

  /** @param {HTMLElement} stage @param {HTMLElement} canvas @param {AbortSignal} signal */
  constructor(stage, canvas, signal) {
    this.stage = stage;
    this.canvas = canvas;
    this.said = stage.querySelector(".percent");
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("dblclick", (event) => this.#twice(event));
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    stage.addEventListener("dragstart", (event) => event.preventDefault());
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      stage.addEventListener(end, (event) => this.#up(event));
    }
    for (const button of stage.querySelectorAll("[data-zoom-by]")) {
      button.addEventListener("click", () => this.#by(Number(/** @type {HTMLElement} */ (button).dataset.zoomBy)));
    }
    addEventListener("resize", () => this.#place(), { signal });
  }

  /** How many screen pixels one of the original takes when the picture just fits. */
  get #fitted() {
    return this.canvas.offsetWidth / (Number(this.canvas.querySelector("img")?.getAttribute("width")) || this.canvas.offsetWidth || 1);
  }

  /** Let the point of the picture at `x`, `y` of the canvas's unscaled box stay where it is on the screen. @param {number} scale @param {number} x @param {number} y */
  #to(scale, x, y) {
    const next = Math.min(Math.max(scale, 1), Math.max(MOST, MOST / this.#fitted));
    this.#x += x * (this.#scale - next);
    this.#y += y * (this.#scale - next);
    this.#scale = next;
    this.#place();
    if (next > 1.2) this.#sharpen();
  }

  /** Keep the picture in sight: it never leaves a gap that it could fill. */
  #place() {
    const { offsetWidth: w, offsetHeight: h, offsetLeft: left, offsetTop: top } = this.canvas;
    this.#x = held(this.#x, left, w, this.#scale, this.stage.clientWidth);
    this.#y = held(this.#y, top, h, this.#scale, this.stage.clientHeight);
    this.canvas.style.setProperty("--scale", String(this.#scale));
    this.canvas.style.setProperty("--x", `${this.#x}px`);
    this.canvas.style.setProperty("--y", `${this.#y}px`);
    this.canvas.classList.toggle("zoomed", this.#scale > 1);
    if (this.said) this.said.textContent = `${Math.round(this.#scale * this.#fitted * 100)} %`;
  }

  /** Zoomed in, the original has more to show than the preview. */
  #sharpen() {
    const picture = this.canvas.querySelector("img.picture");
    const { original } = this.canvas.dataset;
    if (!(picture instanceof HTMLImageElement) || !original) return;
    delete this.canvas.dataset.original;
    const sharp = new Image();
    sharp.src = original;
    sharp.decode().then(() => (picture.src = sharp.src), () => {}); // the preview stays
  }

  /** @param {{ clientX: number, clientY: number }} point @param {number} scale */
  #at(point, scale) {
    const box = this.canvas.getBoundingClientRect();
    this.#to(scale, (point.clientX - box.left) / this.#scale, (point.clientY - box.top) / this.#scale);
  }

  /** @param {MouseEvent} event */
  #twice(event) {
    if (!within(event)) this.#at(event, this.#scale > 1 ? 1 : 2.5);
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    this.#at(event, this.#scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0022)));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button || within(event)) return;
    this.#pointers.set(event.pointerId, event);
    this.canvas.classList.add("held");
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const other = [...this.#pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    this.#pointers.set(event.pointerId, event);
    this.stage.setPointerCapture(event.pointerId); // not before it moves: a press on a box is a click
    if (other) {
      this.#at(middle(event, other), this.#scale * (distance(event, other) / Math.max(distance(before, other), 1)));
      return;
    }
    this.#x += event.clientX - before.clientX;
    this.#y += event.clientY - before.clientY;
    this.#place();
  }

  /** @param {PointerEvent} event */
  #up(event) {
    this.#pointers.delete(event.pointerId);
    this.canvas.classList.toggle("held", this.#pointers.size > 0);
  }

  /** Zoom by a factor about the middle of the stage; 0 fits. @param {number} factor */
  #by(factor) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    this.#at({ clientX: left + width / 2, clientY: top + height / 2 }, factor ? this.#scale * factor : 1);
  }
}

/** Whether an event belongs to something on the stage that is no picture. @param {Event} event */
const within = (event) => event.target instanceof Element && event.target.closest("a, button, .about") !== null;
