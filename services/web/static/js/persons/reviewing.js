// @ts-check
/* Faces to look over: y and n answer the one that has the focus and go on to the next, the arrows move,
   x chooses it. */

import { post } from "../api.js";
import { toast } from "../toast.js";
import { _ } from "../words.js";
import { tell } from "./choosing.js";

const OPEN = ".question:not(.answered)";
/** @type {Record<string, string>} */
const ANSWERS = { y: "is", n: "is-not" };

export function review() {
  const form = document.querySelector("#review");
  if (!form) return;
  for (const button of form.querySelectorAll("[data-answer]")) button.removeAttribute("hidden");
  form.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-answer]");
    const question = button && button.closest(".question");
    if (button instanceof HTMLElement && question instanceof HTMLElement) answer(question, button.dataset.answer ?? "");
  });
  document.addEventListener("keydown", press);
  focus(form.querySelector(OPEN));
}

/** @param {KeyboardEvent} event */
function press(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea")) return;
  const held = document.activeElement?.closest(".question") ?? document.querySelector(OPEN);
  if (!(held instanceof HTMLElement)) return;
  const deed = deeds(held)[key];
  if (!deed) return;
  event.preventDefault();
  deed();
}

/** @param {HTMLElement} held @returns {Record<string, () => void>} */
function deeds(held) {
  const box = held.querySelector("input");
  return {
    y: () => answer(held, "is"),
    n: () => answer(held, "is-not"),
    ArrowRight: () => focus(step(held, 1)),
    ArrowLeft: () => focus(step(held, -1)),
    x: () => {
      if (box) box.checked = !box.checked;
      tell();
    },
  };
}

/** @param {HTMLElement} from @param {number} by */
function step(from, by) {
  const open = [...document.querySelectorAll(OPEN)];
  const after = open.filter((one) => by * (from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1) > 0 && one !== from);
  return by > 0 ? after[0] : after[after.length - 1];
}

/** @param {Element | null | undefined} question */
function focus(question) {
  if (!(question instanceof HTMLElement)) return;
  for (const other of document.querySelectorAll(".question")) other.setAttribute("tabindex", "-1");
  question.tabIndex = 0;
  question.focus();
  question.scrollIntoView({ block: "nearest" });
}

/** Say it and go on; what the server refuses is open again. @param {HTMLElement} question @param {string} verdict */
async function answer(question, verdict) {
  const person = document.querySelector("[data-person]");
  if (!(person instanceof HTMLElement) || question.classList.contains("answered")) return;
  const next = step(question, 1) ?? step(question, -1);
  question.classList.add("answered");
  focus(next);
  try {
    const body = { faces: [Number(question.dataset.face)], verdict, person: Number(person.dataset.person) };
    const { deed } = await post("/api/faces/say", body);
    toast(verdict === ANSWERS.y ? _("Confirmed") : _("Not this person"), { undo: deed });
    if (!document.querySelector(OPEN)) location.reload();
  } catch (error) {
    question.classList.remove("answered");
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
}
