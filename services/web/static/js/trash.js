// @ts-check
/* The trash: how many files are chosen, ranges with Shift, and the question before something is gone for good. */

import "./page.js";
import { _, count } from "./words.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector(".trash form"));
const sure = /** @type {HTMLDialogElement | null} */ (document.querySelector("#sure"));
/** @type {HTMLInputElement | null} */
let last = null;

const boxes = () => [...(form?.querySelectorAll(/** @type {"input"} */ (".check")) ?? [])];

function tell() {
  const said = form?.querySelector(".chosen-count");
  if (said) said.textContent = _("{n} selected", { n: count(boxes().filter((box) => box.checked).length) });
}

form?.addEventListener("change", tell);
form?.addEventListener("reset", () => setTimeout(tell));
tell();

/* With Shift everything from the box that was clicked last to this one is as this one. */
form?.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.classList.contains("check")) return;
  const all = boxes();
  if (event.shiftKey && last) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
    for (const other of all.slice(from, (to ?? 0) + 1)) other.checked = box.checked;
    tell();
  }
  last = box;
});

form?.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement) || !button.dataset.asks || !sure) return;
  event.preventDefault();
  const title = sure.querySelector("h2");
  if (title) title.textContent = button.dataset.asks;
  const yes = /** @type {HTMLButtonElement | null} */ (sure.querySelector("[data-yes]"));
  if (yes) yes.onclick = () => confirmed(button);
  sure.showModal();
});

sure?.querySelector("[data-no]")?.addEventListener("click", () => sure.close());

/** Send the form as its button would, with the answer. @param {HTMLButtonElement} button */
function confirmed(button) {
  if (!form) return;
  for (const [name, value] of [["confirmed", "1"], ...(button.name ? [[button.name, button.value]] : [])]) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name ?? "";
    field.value = value ?? "";
    form.append(field);
  }
  form.action = button.formAction;
  form.submit();
}
