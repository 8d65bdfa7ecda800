// @ts-check
/* Takes files in: under a batch of theirs, or where an earlier page left off, and remembers them until they are safe. */

import { _ } from "../words.js";
import { Copies } from "./copies.js";
import { Leftover } from "./leftover.js";
import { Queue } from "./queue.js";
import * as remembered from "./remembered.js";
import { beginBatch } from "./sending.js";
import { Tray } from "./tray.js";
import { giveUp } from "./tus.js";

/** @typedef {import("./files.js").Incoming} Incoming */
/** @typedef {import("./remembered.js").Record_} Record_ */

const place = /** @type {HTMLElement} */ (document.querySelector("#tray"));
const { uploads = "", batches = "", token = "", account = "" } = place.dataset;
const server = { to: uploads, token };
const queue = Object.assign(new Queue(), { server });
const tray = new Tray(place, queue);
const copies = new Copies(place.dataset);
const left = new Leftover(server, (incoming, { id, batch }) => {
  keep([record(incoming, id, batch)]);
  queue.add(incoming, { id, batch, begun: true });
});
const MANY = 200; // files written to the browser's store at once
const MUCH = 32 << 20; // and bytes of their copies
const SOON = 300; // ms until those that are safe are taken out of it
const SAFE = ["done", "known", "gone"];
/** @type {string[]} */
let safe = [];
let moving = false;

queue.addEventListener("change", (event) => {
  const item = /** @type {CustomEvent<import("./queue.js").Item>} */ (event).detail;
  addEventListener("beforeunload", stay); // only then: it costs the way back its speed
  if (item.kept?.media && SAFE.includes(item.state)) document.body.dispatchEvent(new CustomEvent("kept", { detail: { media: Number(item.kept.media) } }));
  if (SAFE.includes(item.state) && safe.push(item.id) === 1) setTimeout(forget, SOON);
  if (item.state === "gone" && item.begun) giveUp(server, item.id);
});
queue.addEventListener("end", () => {
  removeEventListener("beforeunload", stay);
  document.body.dispatchEvent(new Event("uploaded"));
});
place.addEventListener("continue", () => left.goOn().then(offer));
place.addEventListener("forget", () => {
  left.forget();
  offer();
});
document.addEventListener("click", (event) => {
  moving = event.target instanceof Element && event.target.closest("a[href^='/']") !== null;
});
const look = () => left.look(account).then(offer);
remembered.settle();
remembered.whenLeft(look); // asked first: who ends between the two is seen by one of them
const ready = look();

function offer() {
  tray.offer(left.records);
}

function forget() {
  const ids = safe.splice(0);
  copies.forget(ids);
  remembered.forget(ids).catch(() => {});
}

/** @param {Omit<Record_, "tab">[]} records */
function keep(records) {
  remembered.remember(records).then((stored) => copies.note(records, stored), () => copies.note(records, false));
}

/** On the way to another page of ours goes on there by itself what can be read there. @param {BeforeUnloadEvent} event */
function stay(event) {
  const bound = queue.items.some(({ id, state, root }) => !root && !copies.has(id) && !SAFE.includes(state) && state !== "failed");
  if (bound || !moving) event.preventDefault();
}

/** @param {Iterable<Incoming> | AsyncIterable<Incoming>} files */
export async function take(files) {
  await ready;
  /** @type {string | undefined} */
  let batch;
  /** @type {Omit<Record_, "tab">[]} */
  const fresh = [];
  let bytes = 0; // of their copies
  const flush = () => {
    keep(fresh.splice(0));
    bytes = 0;
  };
  try {
    for await (const incoming of files) {
      const before = left.match(incoming);
      const id = before?.id ?? newId();
      const under = before?.batch ?? (batch ??= await beginBatch(batches, source()));
      const why = refusal(incoming.file);
      if (!why) {
        const one = record(incoming, id, under);
        fresh.push(one);
        bytes += one.copy?.size ?? 0;
      }
      if (fresh.length >= MANY || bytes > MUCH) flush();
      queue.add(incoming, { id, batch: under, begun: before !== undefined }, why);
    }
  } catch (error) {
    tray.say(error instanceof Error ? error.message : String(error));
  }
  flush();
  offer();
}

/** @param {Incoming} incoming @param {string} id @param {string} batch */
function record({ file, path, root }, id, batch) {
  return { id, account, path, name: file.name, size: file.size, modified: file.lastModified, batch, root, copy: root ? undefined : copies.of(id, file) };
}

/** What the server would refuse anyway. @param {File} file */
function refusal(file) {
  const largest = Number(place.dataset.largest);
  return file.size > largest ? _("It is too large: a file may be of {n} GiB at most.", { n: largest / 2 ** 30 }) : "";
}

function source() {
  const label = document.querySelector("#source");
  return (label instanceof HTMLInputElement && label.value.trim()) || "upload";
}

/** A UUID; `crypto.randomUUID` is kept from addresses without https. */
function newId() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  const hex = bytes.map((byte, n) => (n === 6 ? (byte & 15) | 64 : n === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
