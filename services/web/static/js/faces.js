// @ts-check
/* Similar faces: letting go of the slider shows the faces that are near enough. */

import "./page.js";

const form = document.querySelector("#nearness");
if (form instanceof HTMLFormElement) {
  form.classList.add("ready");
  form.addEventListener("change", () => form.requestSubmit());
}
