// @ts-check
/* A note at the foot of the page on something that goes on for long: how far it is, and a way to stop it. */

import { _, count } from "./words.js";

/**
 * @param {string} text @param {() => void} stop
 * @returns {{ show(done: number, total: number): void, say(text: string): void, remove(): void }}
 */
export function progress(text, stop) {
  const note = document.createElement("div");
  note.className = "toast going";
  const [said, bar, told, button] = [make("span"), document.createElement("progress"), make("span"), document.createElement("button")];
  said.textContent = text;
  bar.setAttribute("aria-label", text);
  told.className = "far";
  button.type = "button";
  button.textContent = _("Stop");
  button.addEventListener("click", () => {
    button.disabled = true;
    stop();
  });
  note.append(said, bar, told, button);
  document.querySelector("#going, #toasts")?.before(note);
  return {
    show(done, total) {
      bar.max = total;
      bar.value = done;
      told.textContent = _("{done} of {total}", { done: count(done), total: count(total) });
    },
    say(more) {
      said.textContent = more || text;
    },
    remove: () => note.remove(),
  };
}

/** @param {string} name */
const make = (name) => document.createElement(name);
