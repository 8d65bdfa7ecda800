// @ts-check
/* What people say of the file on the stage: the forms work by themselves; here they get the map, suggestions,
   shortcuts, and a word on what was done. */

import { unfold } from "./folding.js";
import { forget, turnTo } from "./turning.js";

const FEW = 250; // ms without a letter until tags are suggested

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;

export function watchRemarks() {
  // Only then htmx has taken up the forms, and a key that sends one does not load the page anew.
  addEventListener("DOMContentLoaded", () => document.documentElement.classList.add("scripts"));
  document.body.addEventListener("marked", (event) => tell(/** @type {CustomEvent} */ (event).detail));
  document.body.addEventListener("gone", (event) => leave(/** @type {CustomEvent} */ (event).detail.href));
  document.addEventListener("undone", forget);
  document.addEventListener("keydown", prepare, { capture: true });
  document.addEventListener("toggle", ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.open && target.matches(".edit")) target.querySelector("input:not([type=hidden])")?.scrollIntoView({ block: "nearest" });
  }, { capture: true });
  document.addEventListener("input", ({ target }) => {
    clearTimeout(typing);
    if (target instanceof HTMLInputElement && target.id === "new-tag") typing = setTimeout(() => suggest(target), FEW);
  });
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-point]");
    if (button instanceof HTMLButtonElement && button.form) choose(button.form);
  });
}

/** @param {{ text: string, deed: number | null }} done */
async function tell({ text, deed }) {
  const { toast } = await import("../toast.js");
  toast(text, deed === null ? {} : { undo: deed });
}

/** The file went to the trash: what was fetched ahead still leads to it. @param {string} href */
function leave(href) {
  forget();
  if (href.includes("/media/")) turnTo(href);
  else location.assign(href);
}

/** A shortcut to something in the folded panel unfolds it; Ctrl and Enter send a comment. @param {KeyboardEvent} event */
function prepare(event) {
  const { target } = event;
  if (event.key === "Escape" && close()) event.stopPropagation();
  if (target instanceof HTMLTextAreaElement && event.key === "Enter" && (event.ctrlKey || event.metaKey)) target.form?.requestSubmit();
  const free = !(target instanceof Element && target.closest("input, textarea, select"));
  if (free && !event.ctrlKey && !event.metaKey && document.querySelector(`.panel [data-key="${CSS.escape(event.key)}"]:is(input, textarea, summary)`)) unfold();
}

/** Escape puts away what is being edited, before it leads back. */
function close() {
  const edited = document.querySelector(".edit[open]");
  edited?.removeAttribute("open");
  edited?.querySelector("summary")?.focus();
  return edited !== null;
}

/** @param {HTMLInputElement} field */
async function suggest(field) {
  const answer = await fetch(`/api/tags?${new URLSearchParams({ q: field.value })}`).catch(() => null);
  if (!answer?.ok) return;
  /** @type {{ tags: string[] }} */
  const { tags } = await answer.json();
  field.list?.replaceChildren(...tags.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

/** Let a person point at the place, and keep it. @param {HTMLFormElement} form */
async function choose(form) {
  const { pick } = await import("../map/picker.js");
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const [latitude, longitude] = ["latitude", "longitude"].map((name) => Number.parseFloat(field(name).value));
  const point = await pick(Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude } : null);
  if (!point) return;
  field("latitude").value = String(point.latitude);
  field("longitude").value = String(point.longitude);
  form.requestSubmit();
}
