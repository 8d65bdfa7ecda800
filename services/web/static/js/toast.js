// @ts-check
/* Short notes at the foot of the page on what was done, with a way to take it back.
   `undone` is dispatched on the body, and so heard on the document, when a deed was taken back. */

import { post } from "./api.js";
import { _ } from "./words.js";

const STAYS = 9000; // ms, and as long as it is pointed at or has the focus
const MOST = 3;

/**
 * Say what was done.
 * @param {string} text
 * @param {{ undo?: number | null, href?: string, link?: string, bad?: boolean }} [more]
 *   the deed that can be taken back; an address to go on to, and what to call it; whether it went wrong
 */
export function toast(text, { undo, href, link, bad = false } = {}) {
  const note = document.createElement("p");
  note.className = bad ? "toast bad" : "toast";
  const said = document.createElement("span");
  said.textContent = text;
  note.append(said);
  if (href) note.append(linked(href, link ?? _("Show")));
  if (undo) note.append(button(_("Undo"), "undo", () => takeBack(note, undo)));
  note.append(button(_("Close"), "shut", () => note.remove()));
  const region = document.querySelector("dialog[open] .toasts") ?? document.querySelector("#toasts");
  region?.append(note);
  while (region && region.children.length > MOST) region.firstElementChild?.remove();
  leaveInTime(note);
  return note;
}

/** @param {HTMLElement} note @param {number} deed */
async function takeBack(note, deed) {
  const undo = note.querySelector("button");
  if (undo) undo.disabled = true;
  try {
    const { kind } = await post(`/api/deeds/${deed}/undo`);
    document.body.dispatchEvent(new CustomEvent("undone", { bubbles: true, detail: { deed, kind } }));
    toast(_("Undone"));
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
  note.remove();
}

/** @param {HTMLElement} note */
function leaveInTime(note) {
  let timer = setTimeout(() => note.remove(), STAYS);
  for (const stop of ["pointerenter", "focusin"]) note.addEventListener(stop, () => clearTimeout(timer));
  for (const go of ["pointerleave", "focusout"]) {
    note.addEventListener(go, () => { clearTimeout(timer); timer = setTimeout(() => note.remove(), STAYS / 2); });
  }
}

/** @param {string} text @param {string} name @param {() => void} act */
function button(text, name, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  if (name === "shut") made.setAttribute("aria-label", text);
  made.textContent = name === "shut" ? "×" : text;
  made.addEventListener("click", act);
  return made;
}

/** @param {string} href @param {string} text */
function linked(href, text) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  return made;
}
