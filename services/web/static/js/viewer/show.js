// @ts-check
/* The slideshow: one picture after the other, from the oldest on again at the newest; a recording
   plays to its end.  Space holds it, Escape ends it. */

import { follow, TURNED } from "./turning.js";

const KEPT = "show-seconds";
const STILL = 2500; // ms without a movement until the controls go

/** @type {ReturnType<typeof setTimeout> | undefined} */
let next;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let idle;
let held = false;

/** @type {Record<string, () => void>} */
const DEEDS = { begin, hold, fill, end };

const bar = () => /** @type {HTMLElement | null} */ (document.querySelector("#show"));
const showing = () => document.body.classList.contains("showing");

export function offerShow() {
  const seconds = bar()?.querySelector("select");
  if (!seconds) return;
  seconds.value = localStorage.getItem(KEPT) ?? seconds.value;
  if (!seconds.value) seconds.selectedIndex = 0;
  seconds.addEventListener("change", () => {
    localStorage.setItem(KEPT, seconds.value);
    wait();
  });
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-show-does]");
    if (button instanceof HTMLElement) DEEDS[button.dataset.showDoes ?? ""]?.();
  });
  document.addEventListener("keydown", press, { capture: true });
  for (const sign of ["pointermove", "pointerdown", "focusin"]) document.addEventListener(sign, stir);
  document.addEventListener(TURNED, () => showing() && arrive());
}

function begin() {
  document.body.classList.add("showing");
  bar()?.removeAttribute("hidden");
  held = false;
  fill();
  arrive();
  stir();
}

function end() {
  clearTimeout(next);
  document.body.classList.remove("showing", "still");
  bar()?.setAttribute("hidden", "");
  if (document.fullscreenElement) document.exitFullscreen();
}

function hold() {
  held = !held;
  bar()?.querySelector("[data-show-does=hold]")?.setAttribute("aria-pressed", String(held));
  const player = document.querySelector("video.player, audio.player");
  if (player instanceof HTMLMediaElement) held ? player.pause() : player.play().catch(wait);
  wait();
}

/** Fill the screen, or not any more; where the browser does not let us, the window is filled. */
function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

function arrive() {
  const player = document.querySelector("video.player, audio.player");
  clearTimeout(next);
  if (!(player instanceof HTMLMediaElement)) return wait();
  for (const ending of ["ended", "error"]) player.addEventListener(ending, go);
  if (player.error) wait();
  else if (!held) player.play().catch(wait);
}

function wait() {
  clearTimeout(next);
  if (showing() && !held) next = setTimeout(go, Number(bar()?.querySelector("select")?.value || 2.5) * 1000);
}

function go() {
  if (showing() && !held) follow("a.turn.older") || follow("a[data-jump=first]") || wait();
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (!showing() || event.ctrlKey || event.metaKey || event.target instanceof HTMLSelectElement) return;
  const deed = { Escape: end, " ": hold, s: end }[event.key];
  if (!deed) return;
  event.preventDefault();
  event.stopPropagation();
  deed();
}

function stir() {
  clearTimeout(idle);
  document.body.classList.remove("still");
  if (showing()) idle = setTimeout(() => document.body.classList.add("still"), STILL);
}

document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement && showing()) end(); // Escape, which the browser keeps to itself there
});
