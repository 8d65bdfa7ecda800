// @ts-check
/* A brush over a timeline: drag over the bars, or move its two grips with the mouse, a finger or the keys. */

import { _, count } from "../words.js";
import { drag } from "./drag.js";
import { STEPS, set, tell } from "./grip.js";

/** @typedef {{ first: string, last: string, name: string, count: number }} Span */
/** @typedef {"begin" | "end"} Side */

/** Brush every timeline within that has a form for its days. @param {HTMLElement} within */
export function brushAll(within) {
  for (const chart of within.querySelectorAll("[data-brush]")) {
    const spans = [...chart.querySelectorAll("a")].map(read);
    const drawing = chart.querySelector("svg");
    if (chart instanceof HTMLElement && drawing && spans.length > 1) new Brush(chart, drawing, spans);
  }
}

/** @param {HTMLElement | SVGElement} link @returns {Span} */
function read({ dataset: { first = "", last = "", name = "", count: files = "0" } }) {
  return { first, last, name, count: Number(files) };
}

const PAUSE = 600; // ms without a key, after which the brush has arrived

class Brush {
  /** @param {HTMLElement} chart @param {SVGElement} drawing @param {Span[]} spans */
  constructor(chart, drawing, spans) {
    const { from = "", to = "" } = chart.dataset;
    this.chart = chart;
    this.drawing = drawing;
    this.spans = spans;
    this.last = spans.length - 1;
    this.begin = from ? this.near(from, 0) : 0;
    this.end = to ? this.near(to, this.last) : this.last;
    this.shade = made("brush");
    this.said = made("brushed");
    this.said.setAttribute("aria-live", "polite");
    chart.append(this.shade);
    this.grips = { begin: this.grip("begin", _("First day")), end: this.grip("end", _("Last day")) };
    chart.append(this.said);
    this.pause = 0;
    this.sweep();
    this.show();
  }

  /** The span that holds a day. @param {string} day @param {number} otherwise */
  near(day, otherwise) {
    const found = this.spans.findIndex((span) => span.last >= day);
    return found < 0 ? otherwise : found;
  }

  /** The span below a pointer. @param {PointerEvent} event */
  at(event) {
    const { left, width } = this.drawing.getBoundingClientRect();
    return this.within(Math.floor(((event.clientX - left) / width) * this.spans.length));
  }

  /** @param {number} place */
  within(place) {
    return Math.max(0, Math.min(this.last, place));
  }

  /** @param {Side} side @param {string} name */
  grip(side, name) {
    const grip = Object.assign(document.createElement("button"), { type: "button", className: "grip" });
    grip.setAttribute("role", "slider");
    grip.setAttribute("aria-label", name);
    grip.setAttribute("aria-valuemin", "0");
    grip.setAttribute("aria-valuemax", String(this.last));
    drag(grip, (event) => this.move(side, this.at(event)), () => this.settle());
    grip.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      this.move(side, step(this[side], this.last));
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.settle(), PAUSE);
    });
    this.chart.append(grip);
    return grip;
  }

  /** A drag over the bars takes what it goes over. */
  sweep() {
    let start = -1;
    drag(this.drawing, (event) => {
      if (start < 0) start = this.at(event);
      this.begin = Math.min(start, this.at(event));
      this.end = Math.max(start, this.at(event));
      this.show();
    }, () => {
      start = -1;
      this.settle();
    });
  }

  /** @param {Side} side @param {number} place */
  move(side, place) {
    const to = this.within(place);
    this[side] = side === "end" ? Math.max(this.begin, to) : Math.min(this.end, to);
    this.show();
  }

  get whole() {
    return this.begin === 0 && this.end === this.last;
  }

  show() {
    const chosen = this.spans.slice(this.begin, this.end + 1);
    const share = (/** @type {number} */ place) => `${(100 * place) / this.spans.length}%`;
    this.shade.style.left = share(this.begin);
    this.shade.style.width = share(chosen.length);
    this.shade.hidden = this.whole;
    this.grips.begin.style.left = share(this.begin);
    this.grips.end.style.left = share(this.end + 1);
    const [first, last] = [chosen[0]?.name ?? "", chosen.at(-1)?.name ?? ""];
    tell(this.grips.begin, this.begin, first);
    tell(this.grips.end, this.end, last);
    const files = chosen.reduce((sum, span) => sum + span.count, 0);
    const span = first === last ? first : `${first} – ${last}`;
    this.said.textContent = this.whole ? "" : `${span}: ${_("{n} files", { n: count(files) })}`;
  }

  /** Ask for these days. */
  settle() {
    const form = document.querySelector(this.chart.dataset.brush ?? "");
    if (!(form instanceof HTMLFormElement)) return;
    set(form, "from", this.whole ? "" : this.spans[this.begin]?.first);
    set(form, "to", this.whole ? "" : this.spans[this.end]?.last);
    form.requestSubmit();
  }
}

/** @param {string} className */
const made = (className) => Object.assign(document.createElement("div"), { className });
