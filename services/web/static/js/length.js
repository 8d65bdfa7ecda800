// @ts-check
/* A search that is too long says so and is not sent; nothing of it is cut off. */

import { _, count } from "./words.js";

for (const box of document.querySelectorAll("input[data-longest]")) {
  if (box instanceof HTMLInputElement) box.addEventListener("input", () => measure(box));
}

/** @param {HTMLInputElement} box */
function measure(box) {
  const [most, length] = [Number(box.dataset.longest), [...box.value].length];
  const said = _("A search has at most {most} characters, this one has {length}.", { most, length: count(length) });
  box.setCustomValidity(length > most ? said : "");
  if (length > most) box.reportValidity();
}
