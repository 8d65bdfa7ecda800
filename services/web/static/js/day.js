// @ts-check
/* On this day: a grid like the library's; a day that is chosen shows at once. */

import "./page.js";
import "./grid/heart.js";
import "./selection/choosing.js";
import { watchMonths } from "./grid/folding.js";
import { watchEnds } from "./grid/pages.js";
import { fitAll } from "./grid/sections.js";
import { grid } from "./grid/view.js";

const held = grid();
if (held) fitAll(held);
watchEnds();
watchMonths();

const picker = document.querySelector("#date");
if (picker instanceof HTMLInputElement) {
  picker.closest(".turn-days")?.classList.add("itself");
  picker.addEventListener("change", () => picker.value && picker.form?.requestSubmit());
}
