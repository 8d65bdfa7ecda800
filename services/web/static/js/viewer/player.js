// @ts-check
/* A recording: its keys, what was found seeks it, and boxes show in their second. */

import { JUDGED } from "./judging.js";
import { followScrub } from "./scrub.js";
import { followTranscript } from "./transcript.js";

const NEAR = 1; // seconds around a looked-at frame in which its boxes are shown

/** @param {HTMLMediaElement} player @param {AbortSignal} signal */
export function followRecording(player, signal) {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-seek]");
    if (button instanceof HTMLElement) seek(player, Number(button.dataset.seek), Boolean(button.closest(".transcript")));
  }, { signal });
  document.addEventListener("keydown", (event) => press(player, event), { signal, capture: true });
  const line = followScrub(player);
  let marks = [followTranscript(), line, showBoxes];
  const tell = () => marks.forEach((mark) => mark(player.currentTime));
  for (const event of ["timeupdate", "seeked", "seeking", "loadedmetadata"]) player.addEventListener(event, tell);
  document.addEventListener(JUDGED, () => {
    marks = [followTranscript(), line, showBoxes];
    tell();
  }, { signal });
  player.addEventListener("error", unplayable);
  if (player.error) unplayable();
  signal.addEventListener("abort", () => player.pause());
  const asked = new URLSearchParams(location.search).get("t");
  if (asked) begin(player, Number(asked));
  tell();
}

/** Open at the second that the address names, once. @param {HTMLMediaElement} player @param {number} second */
function begin(player, second) {
  const there = () => seek(player, second);
  if (!Number.isFinite(second)) return;
  if (player.readyState >= HTMLMediaElement.HAVE_METADATA) there();
  else player.addEventListener("loadedmetadata", there, { once: true });
}

/** To the next moment that was searched for, or the one before. @param {HTMLMediaElement} player @param {1 | -1} way */
function hop(player, way) {
  const seconds = [...document.querySelectorAll(".hits [data-seek]")].map((hit) => Number(/** @type {HTMLElement} */ (hit).dataset.seek));
  const now = player.currentTime;
  const next = way > 0 ? seconds.find((second) => second > now + 0.3) : seconds.findLast((second) => second < now - 0.3);
  if (next !== undefined) seek(player, next);
}

const unplayable = () => document.querySelector(".unplayable")?.removeAttribute("hidden");

/** @param {HTMLMediaElement} player @param {number} second @param {boolean} play */
function seek(player, second, play = false) {
  player.currentTime = Math.min(Math.max(second, 0), player.duration || second);
  if (play) player.play().catch(() => {}); // a browser may refuse; the place is right all the same
}

/** @param {HTMLMediaElement} player @param {KeyboardEvent} event */
function press(player, event) {
  const { target } = event;
  if (event.metaKey || event.altKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (target instanceof Element && target.closest("textarea, select, input:not([type=range])")) return;
  if (event.key === " " && target instanceof Element && target.closest("button, a, summary")) return;
  const deed = deeds(player, event);
  if (!deed) return;
  event.preventDefault();
  event.stopPropagation(); // the player's own keys would move it once more
  deed();
}

/** The arrows turn the page, unless they are pressed in the player or with Ctrl. @param {HTMLMediaElement} player @param {KeyboardEvent} event @returns {(() => void) | undefined} */
function deeds(player, { key, ctrlKey, target }) {
  const by = (/** @type {number} */ seconds) => () => seek(player, player.currentTime + seconds);
  const inside = target instanceof Element && target.closest(".player, .scrub") !== null;
  if (ctrlKey) return { ArrowLeft: by(-10), ArrowRight: by(10) }[key];
  if (inside && key.startsWith("Arrow")) return { ArrowLeft: by(-5), ArrowRight: by(5) }[key];
  const frame = 1 / (Number(player.dataset.rate) || 25);
  const play = () => (player.paused ? void player.play().catch(() => {}) : player.pause());
  const hops = { n: () => hop(player, 1), p: () => hop(player, -1) };
  return { ...hops, " ": play, k: play, j: by(-5), l: by(5), ",": still(player, by(-frame)), ".": still(player, by(frame)) }[key];
}

/** @param {HTMLMediaElement} player @param {() => void} deed */
const still = (player, deed) => () => {
  player.pause();
  deed();
};

/** @param {number} now */
function showBoxes(now) {
  for (const box of document.querySelectorAll(".found[data-second]")) {
    const second = Number(/** @type {SVGElement} */ (box).dataset.second);
    box.classList.toggle("elsewhere", Math.abs(second - now) > NEAR);
  }
}
