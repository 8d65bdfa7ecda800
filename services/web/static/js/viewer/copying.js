// @ts-check
/* Text goes to the clipboard, and the button says whether it did. */

import { _ } from "../words.js";

const SHOWN = 1600; // ms that the button says so

/** @param {string} text @param {HTMLElement} button */
export async function copy(text, button) {
  const before = button.textContent;
  button.textContent = (await copied(text)) ? _("Copied") : _("Not allowed to copy");
  setTimeout(() => (button.textContent = before), SHOWN);
}

/** Where the page came over plain http, browsers have only the old way. @param {string} text */
async function copied(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(() => true, () => false);
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "hidden-label";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
