// @ts-check
/* Leads to a month: within what is loaded by scrolling, else by a page that begins with it. */

import { cursorOfMonth, jump } from "./place.js";
import { covered, grid } from "./view.js";

const SETTLES = 600; // ms

export class Travel {
  #wanted = -1;
  under = false; // on the way: what is scrolled meanwhile is not a person's doing
  /** @type {number | undefined} */
  #rest;

  /** @param {import("./months.js").Months} months */
  constructor(months) {
    this.months = months;
  }

  /** Show the month at this place of the line after so many milliseconds, if nothing else is wanted by then.
   * @param {number} at @param {number} wait */
  to(at, wait) {
    const month = Math.floor(at);
    clearTimeout(this.#rest);
    if (month === this.#wanted) return;
    this.under = true;
    this.#rest = setTimeout(async () => {
      this.#wanted = month;
      await this.#lead(this.months.key(month));
      this.#rest = setTimeout(() => (this.under = false), SETTLES);
    }, wait);
  }

  /** The page was scrolled since: the same month may be wanted again. */
  forget() {
    this.#wanted = -1;
  }

  /** @param {string} key */
  async #lead(key) {
    const there = grid()?.querySelector(`:scope > .month[data-month="${key}"]:not(.goes-on)`);
    const begins = there?.previousElementSibling?.classList.contains("month") || (there && !grid()?.querySelector(":scope > .newer"));
    if (!there || !begins) await jump(cursorOfMonth(key));
    else scrollBy({ top: there.getBoundingClientRect().top - covered(), behavior: "instant" });
  }
}
