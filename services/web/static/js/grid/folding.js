// @ts-check
/* Months far from what is seen are taken out of the page and leave their height, so that 50,000 tiles stay light. */

import { grid, keepView } from "./view.js";

const NEAR = "5000px 0px";
const FAR = "14000px 0px";

/** @type {WeakMap<Element, DocumentFragment>} */
const folded = new WeakMap();
/** @type {Map<Element, number>} the months that are far away, and how high they are */
const waiting = new Map();

const near = new IntersectionObserver((entries) => {
  const coming = entries.filter(({ isIntersecting, target }) => isIntersecting && folded.has(target));
  if (!coming.length) return;
  keepView(() => coming.forEach(({ target }) => unfold(target)));
  document.dispatchEvent(new CustomEvent("grid:grown"));
}, { rootMargin: NEAR });

const far = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target, boundingClientRect } of entries) {
    if (isIntersecting) waiting.delete(target);
    else waiting.set(target, boundingClientRect.height);
  }
  if (waiting.size) later(foldNext);
}, { rootMargin: FAR });

/** @param {() => void} work */
const later = (work) => ("requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 200));

/** One month at a time, whenever there is nothing else to do. */
function foldNext() {
  const [next] = waiting;
  if (!next) return;
  waiting.delete(next[0]);
  fold(...next);
  if (waiting.size) later(foldNext);
}

/** Watch the months that are new in the grid. */
export function watchMonths() {
  for (const month of months()) {
    near.observe(month);
    far.observe(month);
  }
}

const months = () => [...(grid()?.querySelectorAll(":scope > .month") ?? [])];

/** @param {Element} month @param {number} height */
function fold(month, height) {
  if (!(month instanceof HTMLElement) || !month.isConnected || folded.has(month) || !height) return;
  if (month.contains(document.activeElement)) return;
  const held = document.createDocumentFragment();
  held.append(...month.childNodes);
  month.style.height = `${height}px`;
  folded.set(month, held);
}

/** Bring a month's tiles back. @param {Element | undefined} month */
export function unfold(month) {
  const held = month && folded.get(month);
  if (!held || !(month instanceof HTMLElement)) return;
  folded.delete(month);
  month.append(held);
  month.style.height = "";
}

/** Where the content of a month is. @param {Element} month @returns {ParentNode} */
export const contentOf = (month) => folded.get(month) ?? month;

/** All tiles that are loaded, in their order; those of a page without months as well. @returns {HTMLElement[]} */
export function everyTile() {
  const held = months();
  const parts = held.length ? held.map(contentOf) : [document];
  return parts.flatMap((part) => [...part.querySelectorAll(".tile[data-id]")]).filter((tile) => tile instanceof HTMLElement);
}

/** A tile that is loaded, also one that is out of the page. @param {number} id @returns {HTMLElement | null} */
export function findTile(id) {
  const shown = document.getElementById(`m${id}`);
  if (shown) return shown;
  for (const month of months()) {
    const found = folded.get(month)?.querySelector(`#m${id}`);
    if (found instanceof HTMLElement) return found;
  }
  return null;
}

document.addEventListener("grid:grown", watchMonths);
