// @ts-check
/* On this day: a grid like the library's; a day that is chosen shows at once. */

import "./page.js";
import "./selection/choosing.js";
import { watchEnds } from "./grid/pages.js";
import { fitAll } from "./grid/sections.js";
import { grid } from "./grid/view.js";

const held = grid();
if (held) fitAll(held);
watchEnds();

const picker = document.querySelector("#date");
if (picker instanceof HTMLInputElement) {
  picker.closest(".turn-days")?.classList.add("itself");
  picker.addEventListener("change", () => picker.value && picker.form?.requestSubmit());
}
