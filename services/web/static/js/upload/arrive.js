// @ts-check
/* Takes in files that are dropped anywhere on the page or chosen, and begins a batch for them. */

import { chosen, dropped } from "./files.js";
import { Queue } from "./queue.js";
import { begin } from "./sending.js";
import { showTray } from "./tray.js";

/** @typedef {import("./files.js").Incoming} Incoming */

const tray = document.querySelector("#tray");
const veil = document.querySelector("#drop");
const queue = new Queue();

if (tray instanceof HTMLElement && veil instanceof HTMLElement) {
  showTray(tray, queue);
  watchDrag(veil, tray);
  watchPickers(tray);
  queue.addEventListener("change", () => addEventListener("beforeunload", stay)); // only then: it costs the way back its speed
  queue.addEventListener("end", () => {
    removeEventListener("beforeunload", stay);
    document.body.dispatchEvent(new Event("uploaded"));
  });
}

/** @param {BeforeUnloadEvent} event */
function stay(event) {
  event.preventDefault();
}

/** @param {HTMLElement} tray @param {Iterable<Incoming> | AsyncIterable<Incoming>} files */
async function take(tray, files) {
  const { upload = "", batches = "", token = "" } = tray.dataset;
  const label = document.querySelector("#source");
  const source = (label instanceof HTMLInputElement && label.value.trim()) || "upload";
  try {
    const batch = await begin(batches, token, source);
    for await (const incoming of files) queue.add(incoming, { to: upload, token, batch });
  } catch (error) {
    tray.hidden = false;
    const title = tray.querySelector(".title");
    if (title) title.textContent = error instanceof Error ? error.message : String(error);
  }
}

/** @param {HTMLElement} veil @param {HTMLElement} tray */
function watchDrag(veil, tray) {
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
    take(tray, dropped(event.dataTransfer));
  });
}

/** A field that was given files hands them over and is emptied, so that it can be used again. @param {HTMLElement} tray */
function watchPickers(tray) {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-pick]");
    if (!(button instanceof HTMLElement)) return;
    event.preventDefault();
    /** @type {HTMLInputElement | null} */ (document.querySelector(`#pick-${button.dataset.pick}`))?.click();
  });
  for (const field of document.querySelectorAll("input[type=file]")) {
    field.addEventListener("change", () => {
      if (!(field instanceof HTMLInputElement) || !field.files) return;
      take(tray, chosen(field.files));
      field.value = "";
    });
  }
}
