// @ts-check
/* Asks for an album: one of those that there are, or a new one. */

import { ask, post } from "../api.js";
import { _ } from "../words.js";
import { style } from "./style.js";

/** @typedef {{ id: number, name: string, query: string | null }} Album */

/**
 * The album that a person chooses or makes; null where they changed their mind.
 * @param {string} title @returns {Promise<Album | null>}
 */
export async function chooseAlbum(title) {
  const { albums } = await ask("GET", "/api/albums");
  const dialog = build(title, albums.filter((/** @type {Album} */ album) => album.query === null));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("chosen-album", (event) => {
      resolve(/** @type {CustomEvent} */ (event).detail);
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(null);
    });
  });
}

/** @param {string} title @param {Album[]} albums */
function build(title, albums) {
  style();
  const dialog = document.createElement("dialog");
  dialog.className = "album-dialog";
  dialog.setAttribute("aria-label", title);
  const heading = document.createElement("h2");
  heading.textContent = title;
  dialog.append(heading, newcomer(dialog), existing(dialog, albums), cancel(dialog));
  return dialog;
}

/** @param {HTMLDialogElement} dialog @param {Album} album */
const choose = (dialog, album) => dialog.dispatchEvent(new CustomEvent("chosen-album", { detail: album }));

/** The form for a new album; what is typed narrows the list below too. @param {HTMLDialogElement} dialog */
function newcomer(dialog) {
  const form = document.createElement("form");
  const name = document.createElement("input");
  Object.assign(name, { name: "name", maxLength: 200, required: true, autocomplete: "off", placeholder: _("Find an album, or name a new one") });
  name.setAttribute("aria-label", name.placeholder);
  const make = document.createElement("button");
  make.className = "button main";
  make.textContent = _("Create");
  const wrong = document.createElement("p");
  wrong.className = "wrong";
  wrong.setAttribute("role", "alert");
  form.append(name, make, wrong);
  name.addEventListener("input", () => narrow(dialog, name.value));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    make.disabled = true;
    try {
      choose(dialog, await post("/api/albums", { name: name.value }));
    } catch (error) {
      wrong.textContent = error instanceof Error ? error.message : String(error);
    }
    make.disabled = false;
  });
  return form;
}

/** @param {HTMLDialogElement} dialog @param {Album[]} albums */
function existing(dialog, albums) {
  const list = document.createElement("ul");
  for (const album of albums) {
    const entry = document.createElement("button");
    entry.type = "button";
    entry.textContent = album.name;
    entry.addEventListener("click", () => choose(dialog, album));
    const row = document.createElement("li");
    row.append(entry);
    list.append(row);
  }
  return list;
}

/** @param {HTMLDialogElement} dialog @param {string} text */
function narrow(dialog, text) {
  const sought = text.trim().toLocaleLowerCase();
  for (const row of dialog.querySelectorAll("li")) row.hidden = !row.textContent?.toLocaleLowerCase().includes(sought);
}

/** @param {HTMLDialogElement} dialog */
function cancel(dialog) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = _("Cancel");
  button.addEventListener("click", () => dialog.close());
  return button;
}
