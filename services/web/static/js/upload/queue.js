// @ts-check
/* What is to be sent: three files at a time, each with its state, and the sums over all. */

import { send } from "./sending.js";

/** @typedef {import("./files.js").Incoming} Incoming */
/** @typedef {import("./sending.js").Kept} Kept */
/** @typedef {import("./sending.js").Target} Target */
/** @typedef {Incoming & { state: "waiting" | "sending" | "done" | "known" | "failed", sent: number, reason: string, kept: Kept | null, target: Target }} Item */

const PARALLEL = 3;

export class Queue extends EventTarget {
  /** @type {Item[]} */
  items = [];
  /** @type {Item[]} */
  #waiting = [];
  #running = 0;

  /** @param {Incoming} incoming @param {Target} target */
  add(incoming, target) {
    /** @type {Item} */
    const item = { ...incoming, target, state: "waiting", sent: 0, reason: "", kept: null };
    this.items.push(item);
    this.#enqueue(item);
  }

  /** @param {Item} item */
  retry(item) {
    if (item.state !== "failed") return;
    item.state = "waiting";
    item.sent = 0;
    this.#enqueue(item);
  }

  get busy() {
    return this.#running + this.#waiting.length > 0;
  }

  get sums() {
    /** @param {Item["state"]} state */
    const count = (state) => this.items.filter((item) => item.state === state).length;
    const bytes = this.items.reduce((sum, { file }) => sum + file.size, 0);
    const sent = this.items.reduce((sum, item) => sum + (over(item) ? item.file.size : item.sent), 0);
    const ended = this.items.filter(over).length;
    return { all: this.items.length, ended, done: count("done"), known: count("known"), failed: count("failed"), part: (sent + ended) / Math.max(bytes + this.items.length, 1) };
  }

  /** @param {Item} item */
  #enqueue(item) {
    this.#waiting.push(item);
    this.#tell(item);
    if (this.#running < PARALLEL) this.#run();
  }

  async #run() {
    this.#running += 1;
    for (let item = this.#waiting.shift(); item; item = this.#waiting.shift()) await this.#send(item);
    this.#running -= 1;
    if (!this.busy) this.dispatchEvent(new Event("end"));
  }

  /** @param {Item} item */
  async #send(item) {
    this.#become(item, "sending");
    try {
      item.kept = await send(item.file, item.path, item.target, (sent) => {
        item.sent = sent;
        this.#tell(item);
      });
      this.#become(item, item.kept.known ? "known" : "done");
    } catch (error) {
      item.reason = error instanceof Error ? error.message : String(error);
      this.#become(item, "failed");
    }
  }

  /** @param {Item} item @param {Item["state"]} state */
  #become(item, state) {
    item.state = state;
    this.#tell(item);
  }

  /** @param {Item} item */
  #tell(item) {
    this.dispatchEvent(new CustomEvent("change", { detail: item }));
  }
}

/** @param {Item} item */
const over = (item) => ["done", "known", "failed"].includes(item.state);
