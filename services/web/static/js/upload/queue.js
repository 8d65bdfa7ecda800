// @ts-check
/* What is to be sent: three files at a time, each with its state, and the sums over all. */

import { send } from "./sending.js";

/** @typedef {import("./files.js").Incoming} Incoming */
/** @typedef {import("./tus.js").Reached} Reached */
/** @typedef {"waiting" | "sending" | "stuck" | "paused" | "done" | "known" | "failed" | "gone"} State */
/** @typedef {Incoming & { id: string, batch: string, begun: boolean, state: State, sent: number, reason: string, kept: Reached | null, stop: AbortController | null }} Item */

const PARALLEL = 3;
/** @type {State[]} */
const OVER = ["done", "known", "failed", "gone"];

export class Queue extends EventTarget {
  server = { to: "", token: "" };
  /** @type {Item[]} */
  items = [];
  paused = false;
  bytes = 0;
  sent = 0;
  odd = 0; // of those that were added, with something that a person should know
  /** @type {Record<State, number>} */
  counts = { waiting: 0, sending: 0, stuck: 0, paused: 0, done: 0, known: 0, failed: 0, gone: 0 };
  /** @type {Item[]} */
  #waiting = [];
  #running = 0;

  /** With a `refusal` it is shown and not sent. @param {Incoming} incoming @param {{ id: string, batch: string, begun: boolean }} as */
  add(incoming, as, refusal = "") {
    /** @type {Item} */
    const item = { ...incoming, ...as, state: "waiting", sent: 0, reason: "", kept: null, stop: null };
    this.items.push(item);
    this.bytes += item.file.size;
    this.counts.waiting += 1;
    if (refusal) this.#become(item, "failed", refusal);
    else this.#enqueue(item);
    this.#check();
  }

  get busy() {
    return this.items.length > OVER.reduce((sum, state) => sum + this.counts[state], 0);
  }

  /** @param {Item} item */
  again(item) {
    if (item.state === "failed" || item.state === "paused") this.#enqueue(item);
  }

  /** @param {Item} item */
  pause(item) {
    if (!OVER.includes(item.state)) this.#halt(item, "paused");
  }

  /** Take a file out, whatever its state; what is here already stays. @param {Item} item */
  drop(item) {
    if (["done", "known", "gone"].includes(item.state)) return;
    this.#halt(item, "gone");
    this.bytes -= item.file.size;
    this.sent -= item.sent;
    this.#check();
  }

  /** @param {Item} item @param {State} state */
  #halt(item, state) {
    this.#waiting = this.#waiting.filter((other) => other !== item);
    this.#become(item, state);
    item.stop?.abort();
  }

  /** @param {boolean} paused */
  pauseAll(paused) {
    this.paused = paused;
    for (const item of this.items) {
      if (!paused && item.state === "paused") this.again(item);
      if (paused && ["sending", "stuck"].includes(item.state)) this.pause(item);
    }
    this.#fill();
    this.dispatchEvent(new Event("pause"));
  }

  /** @param {Item} item */
  #enqueue(item) {
    this.#become(item, "waiting");
    this.#waiting.push(item);
    this.#fill();
  }

  #fill() {
    while (!this.paused && this.#running < PARALLEL && this.#waiting.length) {
      this.#run(/** @type {Item} */ (this.#waiting.shift()));
    }
  }

  /** @param {Item} item */
  async #run(item) {
    this.#running += 1;
    const { signal } = (item.stop = new AbortController());
    this.#become(item, "sending");
    try {
      item.kept = await send(this.server, item, {
        signal,
        progress: (sent) => this.#progress(item, sent),
        waits: (why) => this.#become(item, "stuck", why),
      });
      this.#progress(item, item.file.size);
      this.#become(item, item.kept.known ? "known" : "done");
      if (item.kept.problem && item.state === "done") this.odd += 1;
    } catch (error) {
      if (!signal.aborted) this.#become(item, "failed", error instanceof Error ? error.message : String(error));
    }
    this.#running -= 1;
    this.#fill();
    this.#check();
  }

  /** @param {Item} item @param {number} sent */
  #progress(item, sent) {
    if (item.stop?.signal.aborted) return;
    this.sent += Math.min(sent, item.file.size) - item.sent;
    item.sent = Math.min(sent, item.file.size);
    if (item.state === "stuck") this.#become(item, "sending");
    else this.#tell(item);
  }

  /** @param {Item} item @param {State} state */
  #become(item, state, reason = "") {
    this.counts[item.state] -= 1;
    this.counts[state] += 1;
    Object.assign(item, { state, reason });
    this.#tell(item);
  }

  #check = () => this.busy || this.dispatchEvent(new Event("end"));

  /** @param {Item} item */
  #tell(item) {
    this.dispatchEvent(new CustomEvent("change", { detail: item }));
  }
}
