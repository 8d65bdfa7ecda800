// @ts-check
/* What is spoken: the line that is heard is marked and in sight; words are found in it, and all of it is copied. */

import { _ } from "../words.js";
import { copy } from "./copying.js";

/** @returns {(now: number) => void} */
export function followTranscript() {
  const list = document.querySelector(".transcript");
  if (!list) return () => {};
  const lines = /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll("[data-seek]")]);
  offerSearch(lines);
  const button = document.querySelector("[data-copy-transcript]");
  if (button instanceof HTMLElement) {
    button.addEventListener("click", () => copy(lines.map((line) => line.innerText.replace("\n", " ")).join("\n"), button));
  }
  return (now) => {
    for (const line of lines) {
      const heard = now > 0 && now >= Number(line.dataset.seek) && now < Number(line.dataset.until || Infinity);
      if (heard && !line.classList.contains("now")) reveal(list, line);
      line.classList.toggle("now", heard);
    }
  };
}

/** @param {HTMLButtonElement[]} lines */
function offerSearch(lines) {
  const field = document.querySelector("#spoken");
  const said = document.querySelector("#spoken-said");
  if (!(field instanceof HTMLInputElement)) return;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase();
    const found = lines.filter((line) => stress(line, wanted));
    if (said) said.textContent = wanted ? _("Found: {n}", { n: found.length }) : "";
  });
}

/** Mark a word in a line; a line without it is hidden. @param {HTMLButtonElement} line @param {string} wanted */
function stress(line, wanted) {
  const words = /** @type {HTMLElement} */ (line.querySelector("span"));
  const text = words.textContent ?? "";
  const at = wanted ? text.toLocaleLowerCase().indexOf(wanted) : -1;
  const mark = document.createElement("mark");
  mark.textContent = text.slice(at, at + wanted.length);
  words.replaceChildren(...(at < 0 ? [text] : [text.slice(0, at), mark, text.slice(at + wanted.length)]));
  line.closest("li")?.toggleAttribute("hidden", Boolean(wanted) && at < 0);
  return at >= 0;
}

/** Scroll the transcript and not the page. @param {Element} list @param {Element} line */
function reveal(list, line) {
  const by = line.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (by < 0 || by > list.clientHeight - 60) list.scrollBy({ top: by - list.clientHeight / 3, behavior: "smooth" });
}
