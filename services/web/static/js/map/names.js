// @ts-check
/* A field that finds places by their name or their coordinates; Enter goes to the one that is marked. */

import { _ } from "../words.js";
import { coordinates, written } from "./coordinates.js";

/** @typedef {{ name: string, country: string, latitude: number, longitude: number, population: number }} Named */

const PATIENCE = 180; // milliseconds that a person may pause between two letters

/**
 * Let `input` suggest places in `list`; `go` is told where to.
 * @param {HTMLInputElement} input @param {HTMLElement} list
 * @param {(place: { latitude: number, longitude: number, zoom: number }) => void} go
 */
export function findPlaces(input, list, go) {
  /** @type {Named[]} */
  let places = [];
  let marked = 0;
  let timer = 0;
  list.id ||= `${input.id}-places`;
  list.role = "listbox";
  list.ariaLabel = _("Places");
  input.role = "combobox";
  input.autocomplete = "off";
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  show([]);

  /** @param {Named[]} found */
  function show(found) {
    places = found;
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    input.ariaExpanded = String(found.length > 0);
    mark(0);
  }

  /** @param {Named} place @param {number} n */
  function option(place, n) {
    const item = document.createElement("li");
    const name = document.createElement("b");
    const country = document.createElement("span");
    Object.assign(item, { id: `${list.id}-${n}`, role: "option" });
    name.textContent = place.name;
    country.textContent = place.country;
    item.append(name, country);
    item.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    item.addEventListener("click", () => choose(place));
    return item;
  }

  /** @param {number} n */
  function mark(n) {
    marked = places.length ? (n + places.length) % places.length : 0;
    [...list.children].forEach((item, at) => (item.ariaSelected = String(at === marked)));
    if (places.length) input.setAttribute("aria-activedescendant", `${list.id}-${marked}`);
    else input.removeAttribute("aria-activedescendant");
  }

  /** @param {Named} place */
  function choose(place) {
    show([]);
    go({ ...place, zoom: place.population > 1e6 ? 11 : place.population ? 13 : 15 });
  }

  async function ask() {
    const point = coordinates(input.value);
    if (point) return show([{ ...point, name: written(point), country: _("Coordinates"), population: 0 }]);
    const wanted = input.value.trim();
    if (wanted.length < 2) return show([]);
    const answer = await fetch(`/api/places?${new URLSearchParams({ q: wanted })}`).catch(() => null);
    const found = answer?.ok ? (await answer.json()).places : [];
    if (input.value.trim() === wanted) show(found);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, PATIENCE);
  });
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(marked + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Escape" && places.length) show([]);
    else if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      if (!places.length) await ask();
      const place = places[marked];
      if (place) choose(place);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
