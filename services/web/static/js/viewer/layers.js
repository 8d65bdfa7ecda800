// @ts-check
/* Boxes over the picture: shown by kind, or one by one from the list of what was found. */

import { closeAbout, openAbout } from "./about.js";
import { copy } from "./copying.js";
import { reveal } from "./folding.js";
import { JUDGED } from "./judging.js";

const KEPT = "layers"; // shown kinds, for the next picture of this visit
const SURE = "sure"; // the least score that is shown, in percent

/** @param {AbortSignal} signal */
export function showLayers(signal) {
  const kept = new Set((sessionStorage.getItem(KEPT) ?? "").split(" "));
  for (const button of every("[data-layer]")) {
    const kind = button.dataset.layer ?? "";
    if (kept.has(kind)) press(button, true);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      press(button, on);
      if (on) kept.add(kind);
      else kept.delete(kind);
      sessionStorage.setItem(KEPT, [...kept].join(" "));
    });
  }
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && !target.closest(".found, .about")) closeAbout();
  }, { signal });
  document.addEventListener("keydown", pressAll, { signal });
  document.addEventListener(JUDGED, () => {
    for (const button of every("[data-layer]")) press(button, button.getAttribute("aria-pressed") === "true");
    followFound();
  }, { signal });
  followFound();
}

/** All kinds at once, or none where all are shown. @param {KeyboardEvent} event */
function pressAll({ key, ctrlKey, metaKey, altKey, target }) {
  const typing = target instanceof Element && target.closest("input:not([type=range]), textarea, select");
  if (key !== "a" || ctrlKey || metaKey || altKey || typing || document.querySelector("dialog[open]")) return;
  const buttons = every("[data-layer]");
  const hidden = buttons.filter((button) => button.getAttribute("aria-pressed") !== "true");
  for (const button of hidden.length ? hidden : buttons) button.click();
}

/** The lists and boxes that are there, which a verdict puts others in the place of. */
function followFound() {
  for (const row of every("[data-show]")) followRow(row);
  for (const box of document.querySelectorAll("[data-finding]")) followBox(/** @type {SVGElement} */ (box));
  const all = document.querySelector("[data-copy-text]");
  all?.addEventListener("click", () => copy(every(".lines [data-show]").map((line) => line.innerText).join("\n"), /** @type {HTMLElement} */ (all)));
  filterByScore();
}

/** @param {HTMLElement} button @param {boolean} on */
function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
  const layer = document.querySelector(`[data-boxes="${button.dataset.layer}"]`);
  layer?.classList.toggle("on", on);
  if (on && layer?.matches("[data-points]")) import("./outlines.js").then(({ draw }) => draw(layer)).then(hideUnsure);
}

/** A row shows its boxes while it is pointed at, and keeps showing them once it was pressed. @param {HTMLElement} row */
function followRow(row) {
  const boxes = (row.dataset.show ?? "").split(" ").flatMap((id) => [...document.querySelectorAll(`[data-finding="${id}"]`)]);
  const light = (/** @type {boolean} */ on) => boxes.forEach((box) => box.classList.toggle("lit", on));
  const lit = () => row.classList.contains("lit");
  for (const event of ["pointerenter", "focus"]) row.addEventListener(event, () => light(true));
  for (const event of ["pointerleave", "blur"]) row.addEventListener(event, () => light(lit()));
  row.addEventListener("click", () => light(row.classList.toggle("lit")));
}

/** A box lights its row; pressed, it says what can be done with what it holds. @param {SVGElement} box */
function followBox(box) {
  const row = document.querySelector(`[data-show~="${box.dataset.finding}"]`);
  box.addEventListener("pointerenter", () => row?.classList.add("lit"));
  box.addEventListener("pointerleave", () => row?.classList.remove("lit"));
  box.addEventListener("click", () => {
    if (row) reveal(row);
    openAbout(box);
  });
}

/** What is less sure than the slider says is hidden, in the picture and in the list. */
function filterByScore() {
  const slider = document.querySelector("#sure");
  if (!(slider instanceof HTMLInputElement)) return;
  slider.value = sessionStorage.getItem(SURE) ?? "0";
  slider.addEventListener("input", hideUnsure);
  slider.addEventListener("change", () => sessionStorage.setItem(SURE, slider.value));
  hideUnsure();
}

function hideUnsure() {
  const slider = document.querySelector("#sure");
  if (!(slider instanceof HTMLInputElement)) return;
  for (const part of document.querySelectorAll("[data-score]")) {
    part.classList.toggle("unsure", Number(part.getAttribute("data-score")) * 100 < Number(slider.value));
  }
  const said = document.querySelector("#sure-said");
  if (said) said.textContent = `${slider.value} %`;
}

/** @param {string} selector @returns {HTMLElement[]} */
const every = (selector) => [...document.querySelectorAll(selector)].filter((part) => part instanceof HTMLElement);
