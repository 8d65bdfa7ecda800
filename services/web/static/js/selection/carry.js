// @ts-check
/* Carries out what is wanted of chosen files: few in one request, many as an errand that goes on slice by
   slice, shows how far it is and can be stopped.  The errand stands on the server: a page that comes later
   goes on with it (resume), and nothing is lost where none does. */

import { post, Refusal } from "../api.js";
import { progress } from "../progress.js";
import { _, count } from "../words.js";
import { clear } from "./chosen.js";

/** @typedef {{ changed: number, deed: number | null, rest?: number }} Said `rest` files were not gone through */
/** @typedef {{ id: number, kind: string, total: number, done: number, changed: number, deed: number | null, ended: boolean }} Errand */

const FEW = 1000; // files of one request
const HELD = "errand"; // in the storage of this tab
const PAUSES = [500, 1000, 2000, 4000, 8000]; // ms

/**
 * Do it; this resolves as soon as the server has taken it on, `end` when it is done.
 * @param {string} kind @param {import("./chosen.js").Selected} selected @param {object} wish @param {number} total
 * @returns {Promise<{ end: Promise<Said> }>}
 */
export async function carry(kind, selected, wish, total) {
  const asked = { ...selected, ...wish };
  if (total <= FEW) {
    const said = await post(`/api/selection/${kind}`, asked);
    return { end: Promise.resolve(said) };
  }
  const errand = await post("/api/errands", { kind, wish: asked });
  clear();
  return { end: pursue(errand) };
}

/** Go on with an errand to its end, or until it is stopped. @param {Errand} errand @returns {Promise<Said>} */
export async function pursue(errand) {
  sessionStorage.setItem(HELD, JSON.stringify(errand));
  let stopped = false;
  const shown = progress(_("Working on {n} files", { n: count(errand.total) }), () => (stopped = true));
  try {
    let now = errand;
    while (!now.ended) {
      shown.show(now.done, now.total);
      now = await patiently(`/api/errands/${errand.id}/${stopped ? "stop" : "step"}`, shown);
    }
    return { changed: now.changed, deed: now.deed, rest: now.total - now.done };
  } finally {
    sessionStorage.removeItem(HELD);
    shown.remove();
  }
}

/** The errand that this tab was at when its last page was left. @returns {Errand | null} */
export function left() {
  return JSON.parse(sessionStorage.getItem(HELD) ?? "null");
}

/** Ask, also again while the server cannot be reached: a slice is never done twice for that.
 * @param {string} address @param {{ say(text: string): void }} shown @returns {Promise<Errand>} */
async function patiently(address, shown) {
  for (let tries = 0; ; tries++) {
    try {
      const said = await post(address);
      shown.say("");
      return said;
    } catch (error) {
      if (!(error instanceof Refusal) || (error.status && error.status < 500)) throw error;
      if (error.status && tries >= PAUSES.length) throw error;
      shown.say(_("Waiting for the server"));
      await new Promise((rest) => setTimeout(rest, PAUSES[Math.min(tries, PAUSES.length - 1)]));
    }
  }
}
