// @ts-check
/* Dialogs that ask what to do with files; what is wrong is said inside, and nothing typed is lost. */

import { _, count } from "../words.js";

/** @param {number} n */
export const files = (n) => (n === 1 ? _("1 file") : _("{n} files", { n: count(n) }));

/**
 * Open a dialog and do what it says when its form is sent; it closes once that went well.  The promise
 * is kept when it is closed, whatever came of it.
 * @param {string} id @param {number} total of files @param {(form: HTMLFormElement) => Promise<void>} act
 * @param {(form: HTMLFormElement) => void} [prepare] fills in what is known
 * @returns {Promise<void>}
 */
export function ask(id, total, act, prepare) {
  const dialog = document.getElementById(id);
  const form = dialog?.querySelector("form");
  if (!(dialog instanceof HTMLDialogElement) || !form) return Promise.resolve();
  form.reset();
  say(form, "");
  const about = form.querySelector(".about");
  if (about) about.textContent = files(total);
  form.onsubmit = (event) => {
    event.preventDefault();
    send(dialog, form, act);
  };
  for (const button of dialog.querySelectorAll("[data-close]")) {
    if (button instanceof HTMLElement) button.onclick = () => dialog.close();
  }
  prepare?.(form);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(), { once: true }));
}

/** @param {HTMLDialogElement} dialog @param {HTMLFormElement} form @param {(form: HTMLFormElement) => Promise<void>} act */
async function send(dialog, form, act) {
  const button = form.querySelector("button.main");
  if (!(button instanceof HTMLButtonElement) || button.disabled) return;
  button.disabled = true;
  say(form, "");
  try {
    await act(form);
    dialog.close();
  } catch (error) {
    say(form, error instanceof Error ? error.message : String(error));
  } finally {
    button.disabled = false;
  }
}

/** Say what is wrong. @param {HTMLFormElement} form @param {string} text */
export function say(form, text) {
  const wrong = form.querySelector(".wrong");
  if (!(wrong instanceof HTMLElement)) return;
  wrong.textContent = text;
  wrong.hidden = !text;
}
