// @ts-check
/* Notices files that are dropped anywhere on the page, pasted or chosen; what sends them is loaded only then. */

import { chosen, dropped, pasted } from "./files.js";
import { lasting, picked } from "./picking.js";
import { toast } from "../toast.js";
import { _ } from "../words.js";

/** @typedef {import("./files.js").Incoming} Incoming */

const tray = document.querySelector("#tray");
const veil = document.querySelector("#drop");
const desk = () => import("./desk.js");

if (tray instanceof HTMLElement && veil instanceof HTMLElement) {
  watchDrag(veil);
  watchPickers();
  watchPaste();
  if (localStorage.getItem("sending") !== null) desk();
}

/** @param {Iterable<Incoming> | AsyncIterable<Incoming>} files */
async function take(files) {
  if (Array.isArray(files) && !files.length) return;
  try {
    (await desk()).take(files);
  } catch {
    toast(_("The server cannot be reached. Nothing was changed."), { bad: true });
  }
}

/** @param {HTMLElement} veil */
function watchDrag(veil) {
  const ours = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!ours(event)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  addEventListener("drop", (event) => {
    if (!event.dataTransfer || !ours(event)) return;
    event.preventDefault();
    veil.hidden = true;
    take(dropped(event.dataTransfer));
  });
}

function watchPaste() {
  addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    take(pasted(files));
  });
}

/** @param {string} kind */
function pick(kind) {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector(`#pick-${kind}`));
  if (kind === "files" && lasting()) picked().then(take, () => field?.click());
  else field?.click();
}

/** A field that was given files hands them over and is emptied, so that it can be used again. */
function watchPickers() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-pick]");
    if (!(button instanceof HTMLElement)) return;
    event.preventDefault();
    pick(button.dataset.pick ?? "");
  });
  for (const field of document.querySelectorAll("#pick-files, #pick-folder")) {
    field.addEventListener("change", () => {
      if (!(field instanceof HTMLInputElement) || !field.files) return;
      take(chosen(field.files));
      field.value = "";
    });
  }
}
