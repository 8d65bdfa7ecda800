// @ts-check
/* The panel of filters: opens beside the pictures, or over them on a phone, and counts anew with every choice. */

import { brushAll } from "./brush.js";
import { findInLists } from "./lists.js";

/** @type {{ ajax(method: string, path: string, context: object): Promise<void> }} */
const htmx = /** @type {any} */ (window).htmx;
const panel = document.querySelector("#narrow");
const narrowScreen = matchMedia("(max-width: 640px)");

if (panel instanceof HTMLDialogElement) begin(panel);

/** @param {HTMLDialogElement} panel */
function begin(panel) {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target === panel || event.target.closest("[data-close]")) close(panel);
    if (!event.target.closest("#filter-button")) return;
    event.preventDefault();
    if (panel.open) close(panel);
    else void open(panel, true);
  });
  panel.addEventListener("close", () => tell(panel));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.open && panel.contains(document.activeElement)) close(panel);
  });
  document.addEventListener("htmx:configRequest", leaveOutEmpty);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!(event.target instanceof Element) || event.target.id !== "results") return;
    carry();
    tell(panel);
    if (panel.open) void fill(panel);
  });
  if (sessionStorage.getItem("filters") === "open" && !narrowScreen.matches) void open(panel, false);
}

/** @param {HTMLDialogElement} panel @param {boolean} asked */
async function open(panel, asked) {
  if (!(await fill(panel))) return;
  if (narrowScreen.matches) panel.showModal();
  else panel.show();
  sessionStorage.setItem("filters", "open");
  if (!asked && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  tell(panel);
}

/** @param {HTMLDialogElement} panel */
function close(panel) {
  panel.close();
  sessionStorage.removeItem("filters");
  tell(panel);
  /** @type {HTMLElement | null} */ (document.querySelector("#filter-button"))?.focus();
}

/** Bring the choices under the filters of now; what was open, in sight and focused stays so. @param {HTMLDialogElement} panel */
async function fill(panel) {
  const address = document.querySelector("#filter-button")?.getAttribute("href") ?? `/filters${location.search}`;
  let seen = look(panel);
  panel.addEventListener("htmx:beforeSwap", () => (seen = look(panel)), { once: true });
  const came = await htmx.ajax("GET", address, { target: "#narrow", swap: "innerHTML", source: panel }).then(() => true, () => false);
  if (!came) return false; // another page is on its way, or there is no connection: the choices stay as they are
  for (const part of panel.querySelectorAll("[data-close]")) if (part instanceof HTMLElement) part.hidden = false;
  brushAll(panel);
  findInLists(panel);
  restore(panel, seen);
  return true;
}

/** @param {HTMLElement} panel */
function look(panel) {
  const groups = [...panel.querySelectorAll("details")];
  const focused = panel.contains(document.activeElement) ? document.activeElement : null;
  return {
    open: new Map(groups.map((group) => [group.dataset.group, group.open])),
    top: panel.querySelector(".narrow-body")?.scrollTop ?? 0,
    focus: focused && { group: focused.closest("details")?.dataset.group, name: name(focused) },
  };
}

/** @param {HTMLElement} panel @param {ReturnType<typeof look>} seen */
function restore(panel, seen) {
  for (const group of panel.querySelectorAll("details")) group.open = seen.open.get(group.dataset.group) ?? group.open;
  const body = panel.querySelector(".narrow-body");
  if (body) body.scrollTop = seen.top;
  if (!seen.focus) return;
  const { group, name: wanted } = seen.focus;
  const near = panel.querySelector(`details[data-group="${CSS.escape(group ?? "")}"]`) ?? panel;
  const same = [...near.querySelectorAll("a, button, input, summary")].find((one) => name(one) === wanted);
  const back = same ?? near.querySelector("summary");
  if (back instanceof HTMLElement) back.focus({ preventScroll: true });
}

/** What an element is called, without its count. @param {Element} element */
const name = (element) =>
  element.getAttribute("aria-label") ?? element.getAttribute("name") ?? element.querySelector(".text")?.textContent ?? element.textContent?.trim();

/** The search box goes on with the filters of now. */
function carry() {
  const form = document.querySelector("form.search");
  for (const field of form?.querySelectorAll('input[type="hidden"]') ?? []) field.remove();
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name === "q" || name === "cursor" || name === "before") continue;
    form?.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
}

/** @param {HTMLDialogElement} panel */
function tell(panel) {
  document.querySelector("#filter-button")?.setAttribute("aria-expanded", String(panel.open));
}

/** An address names no filter that is empty. @param {Event} event */
function leaveOutEmpty(event) {
  const { parameters } = /** @type {CustomEvent<{ parameters: FormData }>} */ (event).detail;
  if (!(event.target instanceof HTMLFormElement) || !event.target.closest("#narrow")) return;
  for (const [name, value] of [...parameters.entries()]) if (value === "") parameters.delete(name);
}
