// @ts-check
/* Shows in the grid at once what was done to files: hearts, and tiles that leave and come back. */

import { findTile } from "../grid/folding.js";
import { fit, tiles } from "../grid/sections.js";
import { more } from "../grid/total.js";

/** @param {number} id */
export const tile = (id) => findTile(id);

/** Whether all of these are favourites. @param {number[]} ids */
export const loved = (ids) => ids.length > 0 && ids.every((id) => tile(id)?.querySelector(".loved"));

/** Draw hearts, or take them away. @param {number[]} ids @param {boolean} on */
export function love(ids, on) {
  const heart = /** @type {HTMLTemplateElement | null} */ (document.querySelector("#loved"))?.content.firstElementChild;
  for (const id of ids) {
    const there = tile(id)?.querySelector(".loved");
    if (!on) there?.remove();
    else if (!there && heart) tile(id)?.querySelector("a")?.append(heart.cloneNode(true));
  }
}

/** Take tiles out of the grid; what is returned puts them back, false where their places are gone. @param {number[]} ids */
export function leave(ids) {
  const gone = ids.flatMap((id) => {
    const found = tile(id);
    const place = found?.parentElement;
    return found && place ? [{ found, place, next: found.nextElementSibling }] : [];
  });
  gone.forEach(({ found }) => found.remove());
  settle(gone.map(({ place }) => place), -gone.length);
  return () => {
    if (!gone.every(({ place }) => place.isConnected)) return false;
    for (const { found, place, next } of gone.reverse()) place.insertBefore(found, next?.parentElement === place ? next : null);
    settle(gone.map(({ place }) => place), gone.length);
    return true;
  };
}

/** Empty days and months show no heading, and where nothing is left the page says so. @param {Element[]} places @param {number} by */
function settle(places, by) {
  for (const day of new Set(places.map((place) => place.closest(".day")))) {
    if (!(day instanceof HTMLElement)) continue;
    day.hidden = tiles(day).length === 0;
    if (!day.hidden) fit(day);
    const month = day.closest(".month");
    if (month instanceof HTMLElement) month.hidden = tiles(month).length === 0;
  }
  if (more(by) === 0) reload();
}

/** Load the grid anew, as the order or the number of its files changed. */
export function reload() {
  const { htmx } = /** @type {{ htmx?: { ajax(method: string, address: string, more: object): void } }} */ (/** @type {any} */ (window));
  if (htmx) htmx.ajax("GET", location.href, { target: "#results", swap: "innerHTML" });
  else location.reload();
}
