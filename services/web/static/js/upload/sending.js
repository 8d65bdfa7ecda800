// @ts-check
/* Sends one file in parts until the server has it: a lost connection is waited for, a refusal is told. */

import { post } from "../api.js";
import { _ } from "../words.js";
import * as tus from "./tus.js";

/** @typedef {import("./tus.js").Server} Server */
/** @typedef {import("./tus.js").Reached} Reached */
/** @typedef {{ file: File, path: string, id: string, batch: string, begun: boolean }} Whole */
/** @typedef {{ signal: AbortSignal, progress: (sent: number) => void, waits: (why: string) => void }} Hooks */

const PART = 8 << 20; // bytes; any proxy takes that much, and a break costs no more
const PASSING = new Set([0, 408, 409, 423, 425, 429, 460, 500, 502, 503, 504]);
const LONGEST = 30; // seconds between two attempts
const FAULTS = 6; // answers of 500 after which it is no passing fault

/** Resolves with what became of the file; rejects with an `Error` that a person may read. @param {Server} server @param {Whole} whole @param {Hooks} hooks @returns {Promise<Reached>} */
export async function send(server, whole, hooks) {
  let best = 0;
  for (let attempt = 0, faults = 0; ; attempt += 1) {
    const before = best;
    try {
      return await parts(server, whole, hooks, (offset) => (best = Math.max(best, offset)));
    } catch (error) {
      if (!(error instanceof tus.Trouble)) throw error;
      if (best > before) attempt = 0;
      if (error.status === 500) faults += 1;
      if (!PASSING.has(error.status) || faults > FAULTS) throw new Error(reason(error));
      hooks.waits(reason(error));
      await rest(Math.max(error.wait, Math.min(2 ** attempt, LONGEST) * (0.75 + Math.random() / 2)), hooks.signal);
    }
  }
}

/** @param {Server} server @param {Whole} whole @param {Hooks} hooks @param {(offset: number) => void} safe */
async function parts(server, whole, hooks, safe) {
  const { file, id } = whole;
  let now = whole.begun ? await tus.reached(server, id, hooks.signal) : null;
  whole.begun = true;
  if (now) hooks.progress(now.offset);
  else now = await tus.begin(server, file.size, metadata(whole), await options(file, 0, hooks));
  while (!now.media) {
    safe(now.offset);
    hooks.progress(now.offset);
    now = await tus.part(server, id, now.offset, await options(file, now.offset, hooks));
  }
  return now;
}

/** @param {Whole} whole @returns {Record<string, string>} */
const metadata = ({ file, path, id, batch }) => ({ path, id, batch, modified: String(file.lastModified) });

/** @param {File} file @param {number} start @param {Hooks} hooks */
async function options(file, start, { signal, progress }) {
  try {
    const body = await file.slice(start, start + PART).arrayBuffer();
    return { body, signal, progress: (/** @type {number} */ sent) => progress(start + sent) };
  } catch {
    throw new Error(_("It was changed, moved or deleted meanwhile. Please choose it again."));
  }
}

/** @param {import("./tus.js").Trouble} error */
function reason({ status, message }) {
  if (status === 0) return _("The connection was lost; it goes on by itself.");
  if (status === 401) return _("You are signed out. Sign in again in another tab, then retry.");
  if (status === 413) return _("It is too large: {why}", { why: message });
  if (status === 507) return _("The disk of the server is full: {why}", { why: message });
  if (status === 502) return _("The server is starting; it goes on by itself.");
  return message;
}

/** Ends early when the browser is online again. @param {number} seconds @param {AbortSignal} signal @returns {Promise<void>} */
function rest(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, seconds * 1000);
    addEventListener("online", end, { once: true });
    signal.addEventListener("abort", () => { end(); reject(signal.reason); }, { once: true });
    function end() {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    }
  });
}

/** The batch that the files of one drop belong to, under the label of their source. @param {string} to @param {string} source @returns {Promise<string>} */
export async function beginBatch(to, source) {
  return String((await post(to, { source })).id);
}
