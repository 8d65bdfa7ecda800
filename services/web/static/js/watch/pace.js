// @ts-check
/* How many pictures a second are looked at: the figure, and a line of the last ones. */

const SHOWN = 60; // answers in the line
const OVER = 8; // answers that a figure is taken over
const [WIDE, HIGH] = [120, 32]; // of the drawing

export class Pace {
  /** @type {number[]} when answers came, ms */
  #came = [];
  /** @type {number[]} */
  #rates = [];

  /** @param {Element | null} chart */
  constructor(chart) {
    this.line = chart?.querySelector("polyline");
  }

  /** An answer came; how many come in a second. @param {number} at ms */
  note(at) {
    this.#came = [...this.#came, at].slice(-OVER);
    const [first = at] = this.#came;
    const rate = at > first ? ((this.#came.length - 1) * 1000) / (at - first) : 0;
    this.#rates = [...this.#rates, rate].slice(-SHOWN);
    this.#draw();
    return rate;
  }

  clear() {
    this.#came = [];
    this.#rates = [];
    this.#draw();
  }

  #draw() {
    const most = Math.max(1, ...this.#rates);
    const points = this.#rates.map((rate, n) => `${((n * WIDE) / (SHOWN - 1)).toFixed(1)},${(HIGH - 1 - (rate / most) * (HIGH - 2)).toFixed(1)}`);
    this.line?.setAttribute("points", points.join(" "));
  }
}
