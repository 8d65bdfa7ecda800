// @ts-check
/* The months of a selection on a line: each is as long as it has files, but never too short to point at. */

import { _, count } from "../words.js";

const LEAST = 1 / 400; // of the line

/** The first day of a month, `2024-09`, or of one that is so many months later. @param {string} month @param {number} [later] */
export function firstOf(month, later = 0) {
  const [year = 1, number = 1] = month.split("-").map(Number);
  const day = new Date(0);
  day.setUTCFullYear(year, number - 1 + later, 1);
  return day;
}

export class Months {
  /** @param {{ month: string, count: number | null }[]} months where they are not counted, each is as long @param {string} query */
  constructor(months, query) {
    this.months = new URLSearchParams(query).get("sort") === "oldest" ? [...months].reverse() : months;
    const files = months.reduce((sum, { count }) => sum + (count ?? 1), 0);
    const weights = this.months.map(({ count }) => Math.max((count ?? 1) / files, LEAST));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    /** @type {number[]} where each begins, in parts of the line */
    this.begins = [0];
    for (const weight of weights) this.begins.push(/** @type {number} */ (this.begins.at(-1)) + weight / whole);
    this.format = new Intl.DateTimeFormat(document.documentElement.lang, { month: "short", year: "numeric", timeZone: "UTC" });
  }

  get size() {
    return this.months.length;
  }

  /** Where a month begins, and how long it is. @param {number} month */
  #stretch(month) {
    const [begin = 0, end = 1] = this.begins.slice(month, month + 2);
    return { begin, length: end - begin };
  }

  /** The place at a height, 0 to 1: the whole part is the month. @param {number} height */
  at(height) {
    const high = Math.min(Math.max(height, 0), 0.9999);
    const month = Math.min(Math.max(this.begins.findLastIndex((begin) => begin <= high), 0), this.size - 1);
    const { begin, length } = this.#stretch(month);
    return month + Math.min((high - begin) / length, 0.999);
  }

  /** The height of a place. @param {number} at */
  height(at) {
    const month = Math.min(Math.max(Math.floor(at), 0), this.size - 1);
    const { begin, length } = this.#stretch(month);
    return begin + (at - month) * length;
  }

  /** @param {number} at */
  key(at) {
    return this.months[Math.floor(at)]?.month ?? "";
  }

  /** The place of a month, or of the one that follows in the line. @param {string} key */
  index(key) {
    const found = this.months.findIndex(({ month }) => month === key);
    return found < 0 ? 0 : found;
  }

  /** @param {number} at */
  name(at) {
    return this.format.format(firstOf(this.key(at)));
  }

  /** @param {number} at */
  said(at) {
    const files = this.months[Math.floor(at)]?.count;
    if (files === null || files === undefined) return this.name(at);
    return files === 1 ? _("{month}, 1 file", { month: this.name(at) }) : _("{month}, {n} files", { month: this.name(at), n: count(files) });
  }

  /** The month that a key leads to. @param {number} now @param {string} key @returns {number | undefined} */
  step(now, key) {
    const last = this.size - 1;
    /** @type {Record<string, number>} */
    const steps = { ArrowUp: now - 1, ArrowLeft: now - 1, ArrowDown: now + 1, ArrowRight: now + 1, PageUp: now - 12, PageDown: now + 12, Home: 0, End: last };
    const to = steps[key];
    return to === undefined ? undefined : Math.min(Math.max(to, 0), last);
  }
}
