// @ts-check
/* What people say of what was found: the form opens in a dialog, and the lists and boxes that the server
   puts in the place of the old ones are made to work. */

import { forget } from "./turning.js";

export const JUDGED = "judged";

/** Where in the lists the keyboard was, so that it goes on there when others take their place. */
let place = -1;

export function watchJudging() {
  const dialog = document.querySelector("#judging-dialog");
  if (!(dialog instanceof HTMLDialogElement)) return;
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    if (target.id === "judging" && !dialog.open) open(dialog);
    if (target.id === "found") renew(dialog);
  });
  document.body.addEventListener("htmx:beforeSwap", ({ target }) => {
    if (target instanceof Element && target.id === "found" && !dialog.open) keepPlace();
  });
}

/** @param {HTMLDialogElement} dialog */
function open(dialog) {
  keepPlace();
  dialog.showModal();
  const text = dialog.querySelector("textarea");
  if (text) text.select();
}

/** @param {HTMLDialogElement} dialog */
function renew(dialog) {
  dialog.close();
  const stops = controls();
  if (place >= 0) stops[Math.min(place, stops.length - 1)]?.focus();
  place = -1;
  forget();
  document.dispatchEvent(new Event(JUDGED));
}

function keepPlace() {
  place = controls().findIndex((control) => control === document.activeElement);
}

/** What says something of a finding, in the order of the lists. @returns {HTMLElement[]} */
const controls = () => [...document.querySelectorAll("#found :is(.judge, .verdict button, .struck button)")].filter((one) => one instanceof HTMLElement);
