// @ts-check
/* Copies of chosen files that the browser keeps until they are sent, where it gives no handle to read them
   again: of small ones, and not of many (`data-copy-each` and `data-copy-all` of the tray, in bytes). */

/** @typedef {import("./remembered.js").Record_} Record_ */

export class Copies {
  /** @type {Map<string, number>} bytes of those that are counted, by the number of the upload */
  #counted = new Map();
  /** @type {Set<string>} those that are in the browser's store */
  #kept = new Set();
  #held = 0; // bytes

  /** @param {DOMStringMap} bounds */
  constructor({ copyEach, copyAll }) {
    this.each = Number(copyEach);
    this.all = Number(copyAll);
  }

  /** The file as it is to be remembered, as long as there is room. @param {string} id @param {File} file @returns {Blob | undefined} */
  of(id, file) {
    if (file.size > this.each || this.#held + file.size > this.all) return undefined;
    this.#counted.set(id, file.size);
    this.#held += file.size;
    return file;
  }

  /** These are safe now, unless there was no room. @param {Omit<Record_, "tab">[]} records @param {boolean} stored */
  note(records, stored) {
    if (!stored) return this.forget(records.map(({ id }) => id));
    for (const { id, copy } of records) {
      if (copy) this.#kept.add(id);
    }
  }

  /** Whether another page can go on with this one. @param {string} id */
  has(id) {
    return this.#kept.has(id);
  }

  /** @param {string[]} ids */
  forget(ids) {
    for (const id of ids) {
      this.#held -= this.#counted.get(id) ?? 0;
      this.#counted.delete(id);
      this.#kept.delete(id);
    }
  }
}
