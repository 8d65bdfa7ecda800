// @ts-check
/* A new link is copied with one press. */

import "../page.js";
import { _ } from "../words.js";

const button = document.querySelector("[data-copy]");
const field = document.querySelector("[data-link]");

if (button instanceof HTMLElement && field instanceof HTMLInputElement) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    const said = button.querySelector("span");
    const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    if (said) said.textContent = copied ? _("Copied") : _("Press Ctrl+C");
  });
}
