// @ts-check
/* How quickly bytes go out, over the last seconds, and how long the rest will take. */

import { _, count } from "../words.js";

const WINDOW = 12_000; // ms

export class Pace {
  /** @type {{ at: number, sent: number }[]} */
  #seen = [];

  /** @param {number} sent */
  note(sent, at = performance.now()) {
    const last = this.#seen.at(-1);
    if (last && at - last.at < 250) return;
    this.#seen.push({ at, sent });
    while (this.#seen.length > 2 && at - (this.#seen[0]?.at ?? at) > WINDOW) this.#seen.shift();
  }

  clear() {
    this.#seen = [];
  }

  /** Bytes a second; 0 where nothing is known yet. */
  get rate() {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (!first || !last || last.at - first.at < 1000) return 0;
    return Math.max(((last.sent - first.sent) * 1000) / (last.at - first.at), 0);
  }
}

/** Decimal, like cameras and disks have it. @param {number} bytes */
export function size(bytes) {
  let value = bytes;
  for (const unit of ["bytes", "kB", "MB", "GB"]) {
    if (value < 1000) return `${value >= 100 || unit === "bytes" ? Math.round(value) : value.toFixed(1)} ${unit}`;
    value /= 1000;
  }
  return `${value.toFixed(1)} TB`;
}

/** @param {number} seconds */
export function span(seconds) {
  if (seconds < 90) return _("{n} s", { n: Math.max(Math.round(seconds), 1) });
  if (seconds < 5400) return _("{n} min", { n: Math.round(seconds / 60) });
  return _("{n} h", { n: (seconds / 3600).toFixed(1) });
}

/** @param {number} n */
export const files = (n) => (n === 1 ? _("1 file") : _("{n} files", { n: count(n) }));
