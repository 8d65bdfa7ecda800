// @ts-check
/* The scrubber at the right edge: the whole selection as a line of months; drag, click or keys lead there. */

import { Months } from "./months.js";
import { announce, drawYears, part } from "./ticks.js";
import { Travel } from "./travel.js";
import { covered, firstMonth, grid } from "./view.js";

const REST = 140; // ms that a dragged thumb rests before what it points to is shown
const FADE = 1200; // ms after scrolling until the name of the month goes

/** Show it where the selection spans more than a month. */
export async function showScrubber() {
  const bar = document.querySelector("#scrubber");
  if (!(bar instanceof HTMLElement) || !bar.dataset.months || bar.childElementCount) return;
  const answer = await fetch(bar.dataset.months).catch(() => null);
  if (!answer?.ok) return;
  const months = new Months((await answer.json()).months, grid()?.dataset.query ?? "");
  if (months.size > 1 && bar.isConnected) new Scrubber(bar, months);
}

class Scrubber {
  #at = 0; // place in the line of months: the whole part is the month
  #dragging = false;
  /** @type {number | undefined} */
  #fade;

  /** @param {HTMLElement} bar @param {Months} months */
  constructor(bar, months) {
    this.bar = bar;
    this.months = months;
    this.travel = new Travel(months);
    this.thumb = part("thumb");
    this.label = part("when");
    this.hover = part("line");
    this.thumb.append(this.label);
    bar.append(this.hover, this.thumb);
    bar.hidden = false;
    drawYears(bar, months);
    announce(bar, months.size);
    this.#listen();
    this.#follow();
  }

  #listen() {
    const { bar } = this;
    const scroll = new AbortController();
    addEventListener("scroll", () => (bar.isConnected ? this.#scrolled() : scroll.abort()), { passive: true, signal: scroll.signal });
    addEventListener("resize", () => bar.isConnected && drawYears(bar, this.months), { signal: scroll.signal });
    bar.addEventListener("pointerdown", (event) => this.#grab(event));
    bar.addEventListener("pointermove", (event) => this.#move(event));
    bar.addEventListener("pointerup", () => this.#release());
    bar.addEventListener("pointercancel", () => this.#release());
    bar.addEventListener("pointerleave", () => bar.classList.remove("pointed"));
    bar.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button) return;
    this.bar.setPointerCapture(event.pointerId);
    this.#dragging = true;
    this.bar.classList.add("dragged", "shown");
    this.#point(event);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#dragging) return this.#point(event);
    if (event.pointerType === "touch") return;
    const at = this.#placeOf(event);
    this.bar.classList.add("pointed");
    this.hover.style.top = `${this.months.height(at) * 100}%`;
    this.hover.dataset.when = this.months.said(at);
  }

  /** @param {PointerEvent} event */
  #placeOf(event) {
    const { top, height } = this.bar.getBoundingClientRect();
    return this.months.at((event.clientY - top) / height);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    this.#show(this.#placeOf(event));
    this.travel.to(this.#at, REST);
  }

  #release() {
    if (!this.#dragging) return;
    this.#dragging = false;
    this.bar.classList.remove("dragged");
    this.travel.to(this.#at, 0);
    this.#fadeLater();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const now = Math.floor(this.#at);
    const next = this.months.step(now, event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#show(next);
    this.bar.classList.add("shown");
    this.#fadeLater();
    this.travel.to(next, REST);
  }

  #scrolled() {
    if (this.#dragging || this.travel.under) return;
    this.travel.forget();
    this.bar.classList.add("shown");
    this.#fadeLater();
    requestAnimationFrame(() => this.#follow());
  }

  /** The thumb stands where the page does. */
  #follow() {
    const section = firstMonth();
    if (!section || this.#dragging) return;
    const { top, height } = section.getBoundingClientRect();
    const through = Math.min(Math.max((covered() - top) / height, 0), 0.999);
    this.#show(this.months.index(section.dataset.month ?? "") + through);
  }

  /** @param {number} at */
  #show(at) {
    this.#at = at;
    this.thumb.style.top = `${this.months.height(at) * 100}%`;
    this.label.textContent = this.months.name(at);
    this.bar.setAttribute("aria-valuenow", String(Math.floor(at)));
    this.bar.setAttribute("aria-valuetext", this.months.said(at));
  }

  #fadeLater() {
    clearTimeout(this.#fade);
    this.#fade = setTimeout(() => this.#dragging || this.bar.classList.remove("shown"), FADE);
  }
}
