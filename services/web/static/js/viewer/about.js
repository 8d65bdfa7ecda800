// @ts-check
/* A box that was pressed says what it holds, and what can be done with it: an object leads to more
   files with it, a face to similar faces, a text is copied. */

import { _ } from "../words.js";
import { copy } from "./copying.js";
import { mayName, naming } from "./naming.js";

const EDGE = 8; // px that it keeps from the edges of the stage

export function closeAbout() {
  document.querySelector(".about")?.remove();
}

/** @param {SVGElement} box */
export function openAbout(box) {
  const again = document.querySelector(".about")?.getAttribute("data-about") === box.dataset.finding;
  closeAbout();
  if (again) return;
  const about = document.createElement("div");
  about.className = "about";
  about.dataset.about = box.dataset.finding ?? "";
  about.append(title(box), ...deeds(box));
  document.querySelector("#stage")?.append(about);
  place(about, box.querySelector("rect") ?? box);
}

/** Show a form beside a part of the stage. @param {HTMLElement} form @param {Element} beside */
export function showAt(form, beside) {
  closeAbout();
  const about = document.createElement("div");
  about.className = "about";
  about.append(form);
  document.querySelector("#stage")?.append(about);
  place(about, beside);
}

/** What a box leads to, and of a face what can be said of it. @param {SVGElement} box */
function deeds(box) {
  const { face, region } = box.dataset;
  if (!face && !region) return [deed(box)];
  return [...(box.dataset.href ? [deed(box)] : []), ...(mayName() ? [naming(box, closeAbout)] : [])];
}

/** @param {SVGElement} box */
function title(box) {
  const name = document.createElement("span");
  name.textContent = box.querySelector("title")?.textContent ?? "";
  return name;
}

/** @param {SVGElement} box */
function deed(box) {
  if (box.dataset.href) {
    const link = document.createElement("a");
    link.href = box.dataset.href;
    link.textContent = box.dataset.does ?? "";
    return link;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = _("Copy text");
  button.addEventListener("click", () => copy(box.dataset.text ?? "", button));
  return button;
}

/** @param {HTMLElement} about @param {Element} box */
function place(about, box) {
  const stage = /** @type {HTMLElement} */ (about.parentElement).getBoundingClientRect();
  const { left, bottom } = box.getBoundingClientRect();
  const x = Math.min(Math.max(left - stage.left, EDGE), stage.width - about.offsetWidth - EDGE);
  const y = Math.min(Math.max(bottom - stage.top + EDGE, EDGE), stage.height - about.offsetHeight - EDGE);
  about.style.left = `${x}px`;
  about.style.top = `${y}px`;
}
