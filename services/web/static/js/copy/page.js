// @ts-check
/* The library without a connection: the pictures of the copy in this browser, by month, sought by words and days. */

import { _, count } from "../words.js";
import { figure } from "./figure.js";
import { newest, size, state } from "./store.js";

/** @typedef {import("./store.js").Kept} Kept */

const PAGE = 200;
const LOOK = 4000; // ms between two tries to reach the server
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#sought"));
const grid = document.querySelector("#kept");
const more = document.querySelector("#more");
/** @type {[string, number] | null} */
let next = null;
let asked = 0;

/** What the form asks for. @returns {(file: Kept) => boolean} */
function wish() {
  const given = new FormData(/** @type {HTMLFormElement} */ (form));
  const words = String(given.get("q")).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const [from, to] = [String(given.get("from")), String(given.get("to"))];
  return ({ words: held, at }) => {
    const day = at.slice(0, 10);
    if ((from && day < from) || (to && day > to)) return false;
    const padded = ` ${held}`;
    return words.every((word) => padded.includes(` ${word}`));
  };
}

/** @param {boolean} anew */
async function show(anew) {
  const mine = ++asked;
  const found = await newest(wish(), PAGE, anew ? undefined : next ?? undefined);
  if (mine !== asked || !grid) return;
  if (anew) grid.replaceChildren();
  found.files.forEach(add);
  next = found.next;
  if (more instanceof HTMLElement) more.hidden = !next;
  const none = document.querySelector("#none");
  if (none instanceof HTMLElement) none.hidden = Boolean(grid.children.length);
}

/** @param {Kept} file */
function add(file) {
  const month = file.at.slice(0, 7);
  let part = grid?.lastElementChild;
  if (!(part instanceof HTMLElement) || part.dataset.month !== month) {
    part = document.createElement("section");
    part.className = "month";
    /** @type {HTMLElement} */ (part).dataset.month = month;
    const [title, list] = [document.createElement("h2"), document.createElement("ul")];
    title.textContent = new Date(`${month}-15T12:00`).toLocaleDateString(document.documentElement.lang, { month: "long", year: "numeric" });
    list.className = "grid";
    part.append(title, list);
    grid?.append(part);
  }
  part.querySelector(".grid")?.append(figure(file));
}

async function begin() {
  const held = await state().catch(() => undefined);
  const files = held ? await size() : 0;
  const kept = document.querySelector("#copy");
  if (!files || !held || !(kept instanceof HTMLElement)) return;
  kept.hidden = false;
  document.querySelector("#without")?.remove();
  const told = document.querySelector("#told");
  const when = new Date(held.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  if (told) told.textContent = _("{n} files as they were on {when}", { n: count(files), when });
  form?.addEventListener("input", () => show(true));
  form?.addEventListener("submit", (event) => event.preventDefault());
  if (more) new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && next && show(false), { rootMargin: "800px" }).observe(more);
  await show(true);
}

/** Where the server answers again the page that was wanted comes. */
async function again() {
  const health = document.querySelector("main")?.dataset.health ?? "/";
  const answer = await fetch(health, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

addEventListener("online", again);
setInterval(() => document.hidden || again(), LOOK);
begin();
