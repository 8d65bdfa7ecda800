// @ts-check
/* Endless scrolling, both ways: pages are fetched before the end of what is there comes in sight. */

import { append, prepend } from "./sections.js";
import { grid, keepView, learnHeights } from "./view.js";

const NEAR = "1600px 0px";
const RETRY = 4000; // ms
const RANGE = { newer: ".newer", older: ".more" };

/** @type {IntersectionObserver | undefined} */
let watcher;
/** @type {Set<Element>} */
const busy = new Set();

/** Watch the ends of the grid. */
export function watchEnds() {
  watcher?.disconnect();
  watcher = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => load(entry.target)),
    { rootMargin: NEAR },
  );
  for (const way of grid()?.querySelectorAll(":scope > .way") ?? []) watcher.observe(way);
}

/** A part of the library as the server draws it. @param {string} href @returns {Promise<HTMLElement>} */
export async function fetchPage(href) {
  const answer = await fetch(href, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

/** Load what comes at an end of the grid; false where that cannot be. @param {string} end */
export async function goOn(end) {
  const way = grid()?.querySelector(`:scope > .way.${end}`);
  if (!way) return false;
  if (busy.has(way)) await new Promise((rest) => setTimeout(rest, 100));
  else await load(way);
  return busy.has(way) || !way.isConnected;
}

/** @param {Element} way */
async function load(way) {
  if (!(way instanceof HTMLAnchorElement) || busy.has(way)) return;
  busy.add(way);
  way.classList.add("busy");
  try {
    const page = await fetchPage(way.href);
    if (way.isConnected) take(way, page);
  } catch {
    setTimeout(() => again(way), RETRY);
  } finally {
    busy.delete(way);
  }
}

/** @param {HTMLAnchorElement} way @param {HTMLElement} page */
function take(way, page) {
  const held = grid();
  if (!held) return;
  const newer = way.matches(RANGE.newer);
  const next = page.querySelector(newer ? RANGE.newer : RANGE.older);
  const sections = [...page.querySelectorAll(".month, .day")].filter((section) => section instanceof HTMLElement);
  if (newer) {
    keepView(() => {
      way.remove();
      prepend(held, page);
      if (next) held.prepend(next);
      learnHeights(sections);
    });
  } else {
    append(held, page);
    if (next) way.replaceWith(next);
    else way.remove();
  }
  if (next) watcher?.observe(next);
  document.dispatchEvent(new CustomEvent("grid:grown"));
}

/** @param {HTMLAnchorElement} way */
function again(way) {
  way.classList.remove("busy");
  if (!way.isConnected) return;
  watcher?.unobserve(way);
  watcher?.observe(way);
}

document.body.addEventListener("live:back", watchEnds);
