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

  /** @param {import("./tus.js").Server} server @param {(incoming: Incoming, record: Record_) => void} add */
  constructor(server, add) {
    this.server = server;
    this.add = add;
  }

  /** Find what is left, and go on at once where the browser still lets us read it. @param {string} account */
  async look(account) {
    this.records = await remembered.left(account).catch(() => []);
    await this.reread();
    await this.#settle();
  }

  /** The same file of an earlier page: nothing of it is sent twice. @param {Incoming} incoming */
  match({ file, path }) {
    const same = this.records.filter((one) => one.name === file.name && one.size === file.size && one.modified === file.lastModified);
    const found = same.find((one) => one.path === path) ?? same[0];
    this.records = this.records.filter((one) => one !== found);
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
    this.records = this.records.filter((other) => other !== record);
    this.add(incoming, record);
  }

  forget() {
    remembered.forget(this.records.map(({ id }) => id)).catch(() => {});
    for (const { id } of this.records) giveUp(this.server, id);
    this.records = [];
  }

  /** An answer that no page was there to hear is heard now. */
  async #settle() {
    const { signal } = new AbortController();
    const told = await Promise.all(this.records.slice(0, ASKED).map(({ id }) => reached(this.server, id, signal).catch(() => null)));
    const ended = this.records.filter((_, n) => told[n]?.media).map(({ id }) => id);
    this.records = this.records.filter(({ id }) => !ended.includes(id));
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
