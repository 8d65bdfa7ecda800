// @ts-check
/* What people say of what was found: the form opens in a dialog, and the lists and boxes that the server
   puts in the place of the old ones are made to work. */

import { forget } from "./turning.js";

export const JUDGED = "judged";

export function watchJudging() {
  const dialog = document.querySelector("#judging-dialog");
  if (!(dialog instanceof HTMLDialogElement)) return;
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    if (target.id === "judging" && !dialog.open) open(dialog);
    if (target.id === "found") renew(dialog);
  });
}

/** @param {HTMLDialogElement} dialog */
function open(dialog) {
  dialog.showModal();
  const text = dialog.querySelector("textarea");
  if (text) text.select();
}

/** @param {HTMLDialogElement} dialog */
function renew(dialog) {
  dialog.close();
  forget();
  document.dispatchEvent(new Event(JUDGED));
}
