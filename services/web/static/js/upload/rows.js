// @ts-check
/* A row for each file that is being sent or needs a look; of thousands that went well only the last stay. */

import { _, count } from "../words.js";
import { part } from "./part.js";

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {import("./queue.js").Queue} Queue */

const KEPT = 40; // rows of files that ended well
const FAILED = 200; // rows of files that did not; the others are counted

export class Rows {
  /** @type {Map<Item, HTMLElement>} */
  #rows = new Map();
  /** @type {Set<Item>} */
  #dirty = new Set();
  /** @type {Item[]} */
  #ended = [];
  #unshown = 0;

  /** @param {HTMLElement} place @param {Queue} queue */
  constructor(place, queue) {
    this.queue = queue;
    this.list = /** @type {HTMLElement} */ (place.querySelector(".files"));
    this.more = /** @type {HTMLElement} */ (place.querySelector(".more"));
    this.template = /** @type {HTMLTemplateElement} */ (document.querySelector("#file-row"));
  }

  /** @param {Item} item */
  show(item) {
    if (!this.#dirty.size) requestAnimationFrame(() => this.#paint());
    this.#dirty.add(item);
  }

  #paint() {
    const some = [...this.#dirty];
    this.#dirty.clear();
    for (const item of some) {
      if (item.state === "gone") this.#remove(item);
      else if (item.state !== "waiting" || this.#rows.has(item)) this.#one(item);
    }
    this.more.hidden = !this.#unshown;
    this.more.textContent = _("… and {n} more that were not added", { n: count(this.#unshown) });
  }

  /** @param {Item} item */
  #one(item) {
    if (item.state === "failed" && !this.#rows.has(item) && this.queue.counts.failed > FAILED) {
      this.#unshown += 1;
      return;
    }
    const row = this.#rows.get(item) ?? this.#new(item);
    paint(row, item);
    if ((item.state === "done" && !item.kept?.problem) || item.state === "known") this.#ended.push(item);
    while (this.#ended.length > KEPT) this.#remove(/** @type {Item} */ (this.#ended.shift()));
  }

  /** @param {Item} item */
  #remove(item) {
    this.#rows.get(item)?.remove();
    this.#rows.delete(item);
  }

  /** @param {Item} item */
  #new(item) {
    const row = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (this.template.content.cloneNode(true)).querySelector("li"));
    part(row, ".name").textContent = item.path;
    part(row, ".name").title = item.path;
    part(row, ".retry").addEventListener("click", () => this.queue.again(item));
    part(row, ".hold-one").addEventListener("click", () => (item.state === "paused" ? this.queue.again(item) : this.queue.pause(item)));
    part(row, ".drop-one").addEventListener("click", () => this.queue.drop(item));
    for (const button of row.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent?.trim() || button.title}: ${item.path}`);
    this.#rows.set(item, row);
    this.list.prepend(row);
    return row;
  }
}

/** @param {HTMLElement} row @param {Item} item */
function paint(row, item) {
  row.className = `file ${item.state}${item.kept?.problem ? " odd" : ""}`;
  /** @type {HTMLProgressElement} */ (part(row, "progress")).value = item.sent / Math.max(item.file.size, 1);
  const over = item.state === "done" || item.state === "known";
  part(row, ".retry").hidden = item.state !== "failed";
  part(row, ".drop-one").hidden = over;
  const hold = part(row, ".hold-one");
  hold.hidden = over || item.state === "failed";
  hold.title = item.state === "paused" ? _("Resume") : _("Pause");
  hold.setAttribute("aria-label", `${hold.title}: ${item.path}`);
  const state = part(row, ".state");
  if (item.kept?.media && over) state.replaceChildren(link(item));
  else state.textContent = words(item);
}

/** The file in the library. @param {Item} item */
function link(item) {
  const to = document.createElement("a");
  const { viewer = "" } = /** @type {HTMLElement} */ (document.querySelector("#tray")).dataset;
  to.href = viewer.replace("0", item.kept?.media ?? "");
  const known = item.kept?.restored ? _("back from the trash") : _("already here");
  const why = item.kept?.problem;
  const added = why ? _("Kept as it is. {why}", { why }) : _("added");
  to.textContent = item.state === "known" ? known : added;
  return to;
}

/** @param {Item} item */
function words(item) {
  if (item.state === "failed" || item.state === "stuck") return item.reason;
  if (item.state === "waiting") return _("waiting");
  const far = `${Math.floor((item.sent / Math.max(item.file.size, 1)) * 100)} %`;
  if (item.state === "paused") return _("paused at {part}", { part: far });
  return item.sent < item.file.size ? far : _("being kept …");
}
