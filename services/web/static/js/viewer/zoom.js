// @ts-check
/* Zoom and pan: wheel, pinch, double click, drag, and the keys + − 0.  The place is kept as three
   CSS variables on the canvas, by which the boxes keep their line width. */

const MOST = 12;

export class Zoom {
  /** @type {Map<number, PointerEvent>} */
  #pointers = new Map();
  #scale = 1;
  #x = 0;
  #y = 0;

  /** @param {HTMLElement} stage @param {HTMLElement} canvas */
  constructor(stage, canvas) {
    this.stage = stage;
    this.canvas = canvas;
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("dblclick", (event) => this.#at(event, this.#scale > 1 ? 1 : 2.5));
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      stage.addEventListener(end, (event) => this.#up(/** @type {PointerEvent} */ (event)));
    }
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Let the point of the picture at `x`, `y` of the canvas's unscaled box stay where it is on the screen. @param {number} scale @param {number} x @param {number} y */
  #to(scale, x, y) {
    const next = Math.min(Math.max(scale, 1), MOST);
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
  }

  /** Zoomed in, the original has more to show than the preview. */
  #sharpen() {
    const picture = this.canvas.querySelector("img");
    const { original } = this.canvas.dataset;
    if (!picture || !original) return;
    delete this.canvas.dataset.original;
    const sharp = new Image();
    sharp.addEventListener("load", () => (picture.src = sharp.src));
    sharp.src = original;
  }

  /** @param {{ clientX: number, clientY: number }} point @param {number} scale */
  #at(point, scale) {
    const box = this.canvas.getBoundingClientRect();
    this.#to(scale, (point.clientX - box.left) / this.#scale, (point.clientY - box.top) / this.#scale);
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    this.#at(event, this.#scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0022)));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button || (event.target instanceof Element && event.target.closest("a, button"))) return;
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

  /** @param {KeyboardEvent} event */
  #key(event) {
    const factor = { "+": 1.4, "=": 1.4, "-": 1 / 1.4, 0: 0 }[event.key];
    if (factor === undefined || event.ctrlKey || event.metaKey) return;
    this.#to(factor ? this.#scale * factor : 1, this.canvas.offsetWidth / 2, this.canvas.offsetHeight / 2);
  }
}

/**
 * Where a side of the picture may lie: `shift` from its place at rest, which is `start`.
 * @param {number} shift @param {number} start @param {number} length @param {number} scale @param {number} room
 */
function held(shift, start, length, scale, room) {
  const long = length * scale;
  if (long <= room) return (room - long) / 2 - start;
  return Math.min(Math.max(shift, room - long - start), -start);
}

/** @param {PointerEvent} a @param {PointerEvent} b */
const distance = (a, b) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

/** @param {PointerEvent} a @param {PointerEvent} b */
const middle = (a, b) => ({ clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 });
