// @ts-check
/* New files appear by themselves in their place; a note tells of those that are not in sight. */

import { insert } from "./arriving.js";
import { fetchPage } from "./pages.js";
import { reversed, timed } from "./place.js";
import { more } from "./total.js";
import { grid, keepView } from "./view.js";
import { _, count as number } from "../words.js";

let asking = false;
let again = false;
let unseen = 0;

async function ask() {
  const note = document.querySelector("#fresh");
  if (!(note instanceof HTMLElement) || !note.dataset.fresh) return;
  if (asking) return void (again = true);
  asking = true;
  try {
    const address = new URL(note.dataset.fresh, location.href);
    address.searchParams.set("seen", note.dataset.seen ?? "0");
    show(note, await fetchPage(address.href));
  } catch {
    /* The next event asks again. */
  } finally {
    asking = false;
    if (again) {
      again = false;
      ask();
    }
  }
}

/** @param {HTMLElement} note @param {HTMLElement} page */
function show(note, page) {
  const arrived = page.querySelector(".arrived");
  const held = grid();
  if (!(arrived instanceof HTMLElement) || !held) return;
  note.dataset.seen = arrived.dataset.seen;
  const count = Number(arrived.dataset.count);
  if (!count) return;
  more(count);
  /** @type {HTMLElement[]} */
  let put = [];
  const fits = timed() && !reversed();
  if (fits && scrollY < 100) put = insert(held, arrived);
  else if (fits) keepView(() => (put = insert(held, arrived)));
  document.dispatchEvent(new CustomEvent("grid:grown"));
  unseen += count - put.filter(inSight).length;
  const link = arrived.querySelector(".note");
  if (!unseen || !link) return;
  link.textContent = unseen === 1 ? _("1 new file, show") : _("{n} new files, show", { n: number(unseen) });
  note.replaceChildren(link);
}

/** @param {HTMLElement} tile */
function inSight(tile) {
  const { top, bottom } = tile.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

for (const event of ["live:open", "live:media", "uploaded"]) document.body.addEventListener(event, ask);
