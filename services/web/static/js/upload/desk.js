// @ts-check
/* Takes files in: under a batch of theirs, or where an earlier page left off, and remembers them until they are safe. */

import { _ } from "../words.js";
import { reopened } from "./files.js";
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
const MANY = 200; // files written to the browser's store at once
const SAFE = ["done", "known", "gone"];
/** @type {Record_[]} */
let left = [];

queue.addEventListener("change", (event) => {
  const item = /** @type {CustomEvent<import("./queue.js").Item>} */ (event).detail;
  addEventListener("beforeunload", stay); // only then: it costs the way back its speed
  if (SAFE.includes(item.state)) remembered.forget([item.id]).catch(() => {});
  if (item.state === "gone" && item.begun) giveUp(server, item.id);
});
queue.addEventListener("end", () => {
  removeEventListener("beforeunload", stay);
  document.body.dispatchEvent(new Event("uploaded"));
});
place.addEventListener("continue", goOn);
place.addEventListener("forget", forgetAll);
remembered.settle();
const ready = look();

/** @param {BeforeUnloadEvent} event */
function stay(event) {
  event.preventDefault();
}

/** @param {Iterable<Incoming> | AsyncIterable<Incoming>} files */
export async function take(files) {
  await ready;
  /** @type {string | undefined} */
  let batch;
  /** @type {Omit<Record_, "tab">[]} */
  let fresh = [];
  const flush = () => remembered.remember(fresh.splice(0)).catch(() => {});
  try {
    for await (const incoming of files) {
      const before = match(incoming);
      const id = before?.id ?? newId();
      const under = before?.batch ?? (batch ??= await beginBatch(batches, token, source()));
      fresh.push(record(incoming, id, under));
      if (fresh.length >= MANY) flush();
      queue.add(incoming, { id, batch: under, begun: before !== undefined }, refusal(incoming.file));
    }
  } catch (error) {
    tray.say(error instanceof Error ? error.message : String(error));
  }
  flush();
  tray.offer(left);
}

/** The same file of an earlier page: nothing of it is sent twice. @param {Incoming} incoming */
function match({ file, path }) {
  const same = left.filter((one) => one.name === file.name && one.size === file.size && one.modified === file.lastModified);
  const found = same.find((one) => one.path === path) ?? same[0];
  left = left.filter((one) => one !== found);
  return found;
}

/** What an earlier page left, and goes on at once where the browser still lets us read it. */
async function look() {
  left = await remembered.left(account).catch(() => []);
  await reread();
}

/** Ask the person once for each thing that was dropped. */
async function goOn() {
  for (const root of await roots()) await root.requestPermission({ mode: "read" }).catch(() => "denied");
  await reread();
}

/** @returns {Promise<any[]>} what was dropped, each once; the permissions of handles are of no standard yet */
async function roots() {
  /** @type {FileSystemHandle[]} */
  const found = [];
  for (const { root } of left) {
    const same = root ? await Promise.all(found.map((one) => one.isSameEntry(root))) : [true];
    if (root && !same.some(Boolean)) found.push(root);
  }
  return found;
}

async function reread() {
  for (const one of [...left]) {
    const { id, batch, path, root } = one;
    if (!root || (await /** @type {any} */ (root).queryPermission({ mode: "read" })) !== "granted") continue;
    const file = await reopened(root, path);
    if (!file || file.size !== one.size || file.lastModified !== one.modified) continue;
    left = left.filter((other) => other !== one);
    remembered.remember([record({ file, path, root }, id, batch)]).catch(() => {});
    queue.add({ file, path, root }, { id, batch, begun: true });
  }
  tray.offer(left);
}

function forgetAll() {
  remembered.forget(left.map(({ id }) => id)).catch(() => {});
  for (const { id } of left) giveUp(server, id);
  left = [];
  tray.offer(left);
}

/** @param {Incoming} incoming @param {string} id @param {string} batch */
const record = ({ file, path, root }, id, batch) =>
  ({ id, account, path, name: file.name, size: file.size, modified: file.lastModified, batch, root });

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
