// @ts-check
/* The order by hand: a picture is dragged before or behind another, or moved with its arrow buttons. */

import "../page.js";
import { _ } from "../words.js";

const list = document.querySelector("[data-arrange]");
/** @type {HTMLElement | null} */
let lifted = null;

/** @param {EventTarget | null} target */
function slotAt(target) {
  const slot = target instanceof Element ? target.closest(".slot") : null;
  return slot instanceof HTMLElement ? slot : null;
}

/** @param {HTMLElement} slot @param {DragEvent} event */
function isBehind(slot, event) {
  const { left, width } = slot.getBoundingClientRect();
  return event.clientX > left + width / 2;
}

function unmark() {
  for (const slot of document.querySelectorAll(".slot.before, .slot.behind")) slot.classList.remove("before", "behind");
}

/** Keep that `slot` stands where it stands now. @param {HTMLElement} slot */
async function keep(slot) {
  if (!(list instanceof HTMLElement)) return;
  const next = slot.nextElementSibling;
  const before = next instanceof HTMLElement ? Number(next.dataset.id) : null;
  const answer = await fetch(list.dataset.arrange ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": list.dataset.token ?? "" },
    body: JSON.stringify({ ids: [Number(slot.dataset.id)], before }),
  }).catch(() => null);
  const said = document.querySelector("#arranged");
  if (said) said.textContent = answer?.ok ? _("Moved") : _("This could not be kept");
  if (!answer?.ok) location.reload();
}

/** @param {HTMLElement} slot @param {Element | null} before */
function put(slot, before) {
  if (before === slot || slot.nextElementSibling === before) return;
  list?.insertBefore(slot, before);
  keep(slot);
}

list?.addEventListener("dragstart", (event) => {
  lifted = slotAt(event.target);
  lifted?.classList.add("lifted");
  const { dataTransfer } = /** @type {DragEvent} */ (event);
  if (dataTransfer) dataTransfer.effectAllowed = "move";
});

list?.addEventListener("dragover", (event) => {
  const slot = slotAt(event.target);
  if (!lifted || !slot) return;
  event.preventDefault();
  unmark();
  slot.classList.add(isBehind(slot, /** @type {DragEvent} */ (event)) ? "behind" : "before");
});

list?.addEventListener("drop", (event) => {
  const slot = slotAt(event.target);
  if (!lifted || !slot) return;
  event.preventDefault();
  put(lifted, isBehind(slot, /** @type {DragEvent} */ (event)) ? slot.nextElementSibling : slot);
});

list?.addEventListener("dragend", () => {
  unmark();
  lifted?.classList.remove("lifted");
  lifted = null;
});

/* The arrows move at once, and keep the focus. */
list?.addEventListener("submit", (event) => {
  const slot = slotAt(event.target);
  const button = /** @type {SubmitEvent} */ (event).submitter;
  if (!slot || !(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  const earlier = button.value === "earlier";
  const beside = earlier ? slot.previousElementSibling : slot.nextElementSibling;
  if (beside) put(slot, earlier ? beside : beside.nextElementSibling);
  button.focus();
});
