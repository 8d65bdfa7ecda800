// @ts-check
/* The bar of actions on the chosen files.  Who can do one registers it with `act`; its button then shows.

   In a module of one's own:            In parts.js, so that it is loaded with the first choice:
     import { act } from "./actions.js";  () => import("../marks/bulk.js"),
     act("favourite", async (selected, { total }) => { …POST selected…; clear(); });
*/

import { clear, selected, total } from "./chosen.js";
import { PARTS } from "./parts.js";
import { _, count } from "../words.js";

/** @typedef {import("./chosen.js").Selected} Selected */
/** @typedef {(selected: Selected, more: { total: number, button: HTMLElement }) => unknown} Handler */

/** @type {Map<string, Handler>} */
const handlers = new Map();
const bar = document.querySelector("#actions");
/** @type {Promise<unknown> | undefined} */
let loading;

/** Let the button `data-action="action"` of the bar do this with what is chosen. @param {string} action @param {Handler} handler */
export function act(action, handler) {
  handlers.set(action, handler);
  for (const button of bar?.querySelectorAll("[data-action]") ?? []) {
    if (button instanceof HTMLElement && button.dataset.action === action) button.hidden = false;
  }
}

/** Do it as if its button was pressed. @param {string} action */
export async function perform(action) {
  await load();
  const button = bar?.querySelector(`[data-action="${CSS.escape(action)}"]`);
  if (button instanceof HTMLElement && total()) handlers.get(action)?.(selected(), { total: total(), button });
}

/** The parts that can do something are fetched with the first choice. */
function load() {
  loading ??= Promise.all(PARTS.map((part) => part()));
  return loading;
}

function show() {
  if (!(bar instanceof HTMLElement)) return;
  bar.hidden = total() === 0;
  document.body.classList.toggle("choosing", total() > 0);
  const said = bar.querySelector(".chosen-count");
  if (said) said.textContent = _("{n} selected", { n: count(total()) });
}

document.addEventListener("chosen", () => {
  show();
  load();
});

bar?.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("button");
  if (!(button instanceof HTMLElement)) return;
  if (button.dataset.action) perform(button.dataset.action);
  if (button.classList.contains("dismiss")) clear();
});
