// @ts-check
/* The panel in the corner of the page: the sums, what can be done about all files, and a row for some of them. */

import { _ } from "../words.js";
import { Pace, files } from "./pace.js";
import { part } from "./part.js";
import { Rows } from "./rows.js";
import { all, notes, over, speed, title } from "./told.js";

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {import("./remembered.js").Record_} Record_ */

export class Tray {
  #due = false;
  #pace = new Pace();
  #asked = 0;
  /** @type {number | undefined} */
  #clock;

  /** @param {HTMLElement} place @param {Queue} queue */
  constructor(place, queue) {
    this.place = place;
    this.queue = queue;
    this.rows = new Rows(place, queue);
    queue.addEventListener("change", (event) => {
      const item = /** @type {CustomEvent<Item>} */ (event).detail;
      if (item.state === "waiting") place.hidden = false;
      this.rows.show(item);
      this.#soon();
      this.#clock ??= setInterval(() => this.#soon(), 1000); // a rate falls while nothing happens
    });
    queue.addEventListener("pause", () => this.#soon());
    queue.addEventListener("end", () => {
      clearInterval(this.#clock);
      this.#clock = undefined;
      this.#sum();
      this.#part(".said").textContent = `${title(queue, this.#asked)}. ${this.#part(".sum").textContent}`;
    });
    this.#on(".fold", () => (queue.busy ? place.classList.toggle("folded") : (place.hidden = true)));
    this.#on(".again", () => queue.items.forEach((item) => item.state === "failed" && queue.again(item)));
    this.#on(".hold", () => queue.pauseAll(!queue.paused));
    for (const name of ["continue", "forget"]) this.#on(`.${name}`, () => place.dispatchEvent(new Event(name)));
  }

  /** Something went wrong before any file was sent. @param {string} text */
  say(text) {
    this.place.hidden = false;
    for (const selector of [".title", ".said"]) this.#part(selector).textContent = text;
  }

  /** Ask for the files that an earlier page did not send to the end. @param {Record_[]} left */
  offer(left) {
    this.#asked = left.length;
    this.#part(".left").hidden = !left.length;
    if (!left.length) return;
    this.place.hidden = false;
    const readable = left.some(({ root }) => root);
    this.#part(".left p").textContent = readable
      ? _("{files} left to send. The browser asks once more whether they may be read.", { files: files(left.length) })
      : _("{files} left to send. Choose or drop the same again: nothing is sent twice.", { files: files(left.length) });
    this.#part(".continue").hidden = !readable;
    this.#part(".left [data-pick=files]").hidden = this.#part(".left [data-pick=folder]").hidden = readable;
    if (!this.queue.items.length) this.#part(".title").textContent = _("Not finished");
  }

  #soon() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#sum();
    });
  }

  #sum() {
    const { queue } = this;
    const { busy, paused, bytes, sent, counts } = queue;
    if (counts.sending) this.#pace.note(sent);
    else this.#pace.clear();
    this.#part(".title").textContent = title(queue, this.#asked);
    this.#part(".sum").textContent = [...(busy ? speed(queue, this.#pace.rate) : []), ...notes(queue)].join(" · ");
    const bar = /** @type {HTMLProgressElement} */ (this.#part(".whole"));
    bar.value = (sent + over(queue)) / Math.max(bytes + all(queue), 1);
    bar.hidden = !busy;
    this.#part(".again").hidden = busy || counts.failed < 2;
    const hold = this.#part(".hold");
    hold.hidden = !busy;
    hold.textContent = paused ? _("Resume all") : _("Pause all");
    this.#part(".fold").setAttribute("aria-label", busy ? _("Show less or more") : _("Close"));
    this.place.classList.toggle("busy", busy);
    if (!busy) this.place.classList.remove("folded");
    this.#link(!busy && counts.done > 0);
  }

  /** The way to what came in. @param {boolean} shown */
  #link(shown) {
    const link = /** @type {HTMLAnchorElement} */ (this.#part(".show"));
    link.hidden = !shown;
    if (!shown) return;
    const batches = new Set(this.queue.items.filter((item) => item.state === "done").map((item) => item.batch));
    const { library = "" } = this.place.dataset;
    link.href = `${library}?${[...batches].map((batch) => `batch=${batch}`).join("&")}`;
  }

  /** @param {string} selector @param {() => void} act */
  #on(selector, act) {
    this.#part(selector).addEventListener("click", act);
  }

  /** @param {string} selector */
  #part(selector) {
    return part(this.place, selector);
  }
}
