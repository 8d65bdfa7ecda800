// @ts-check
/* What an earlier page began and did not end: found again by handle, or when the same file is chosen once more. */

import { reopened } from "./files.js";
import * as remembered from "./remembered.js";
import { giveUp, reached } from "./tus.js";

/** @typedef {import("./files.js").Incoming} Incoming */
/** @typedef {import("./remembered.js").Record_} Record_ */

const ASKED = 50; // of which the server is asked whether it has them by now

export class Leftover {
  /** @type {Record_[]} */
  records = [];
  /** @type {Set<string>} those that were, and may be in the browser's store still */
  #taken = new Set();

  /** @param {import("./tus.js").Server} server @param {(incoming: Incoming, record: Record_) => void} add */
  constructor(server, add) {
    this.server = server;
    this.add = add;
  }

  /** Find what is left, and go on at once where the browser still lets us read it. @param {string} account */
  async look(account) {
    const left = await remembered.left(account).catch(() => []);
    this.records = left.filter(({ id }) => !this.#taken.has(id));
    await this.reread();
    await this.#settle();
  }

  /** The same file of an earlier page: nothing of it is sent twice. @param {Incoming} incoming */
  match({ file, path }) {
    const same = this.records.filter((one) => one.name === file.name && one.size === file.size && one.modified === file.lastModified);
    const found = same.find((one) => one.path === path) ?? same[0];
    if (found) this.#take(found);
    return found;
  }

  /** Ask the person once for each thing that was dropped. */
  async goOn() {
    for (const root of await this.#roots()) await root.requestPermission({ mode: "read" }).catch(() => "denied");
    await this.reread();
  }

  async reread() {
    for (const one of [...this.records]) {
      const { path, root, copy } = one;
      if (copy) this.#found(one, { file: new File([copy], one.name, { lastModified: one.modified }), path });
      if (!root || (await /** @type {any} */ (root).queryPermission({ mode: "read" })) !== "granted") continue;
      const file = await reopened(root, path);
      if (!file || file.size !== one.size || file.lastModified !== one.modified) continue;
      this.#found(one, { file, path, root });
    }
  }

  /** @param {Record_} record @param {Incoming} incoming */
  #found(record, incoming) {
    if (this.#take(record)) this.add(incoming, record);
  }

  /** Whether it was there to be taken. @param {Record_} record */
  #take({ id }) {
    const before = this.records.length;
    this.records = this.records.filter((other) => other.id !== id);
    this.#taken.add(id);
    return this.records.length < before;
  }

  forget() {
    remembered.forget(this.records.map(({ id }) => id)).catch(() => {});
    for (const record of this.records) {
      giveUp(this.server, record.id);
      this.#take(record);
    }
  }

  /** An answer that no page was there to hear is heard now. */
  async #settle() {
    const { signal } = new AbortController();
    const told = await Promise.all(this.records.slice(0, ASKED).map(({ id }) => reached(this.server, id, signal).catch(() => null)));
    const ended = this.records.filter((_, n) => told[n]?.media).map(({ id }) => id);
    for (const record of this.records.filter(({ id }) => ended.includes(id))) this.#take(record);
    if (ended.length) remembered.forget(ended).catch(() => {});
  }

  /** @returns {Promise<any[]>} what was dropped, each once; the permissions of handles are of no standard yet */
  async #roots() {
    /** @type {FileSystemHandle[]} */
    const found = [];
    for (const { root } of this.records) {
      const same = root ? await Promise.all(found.map((one) => one.isSameEntry(root))) : [true];
      if (root && !same.some(Boolean)) found.push(root);
    }
    return found;
  }
}
