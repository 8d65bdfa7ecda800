// @ts-check
/* Asks for a place: in a dialog whose map moves below a pin, by mouse, touch, arrow keys or a name. */

import { _ } from "../words.js";
import { wrapped, written } from "./coordinates.js";
import { makeMap } from "./ground.js";
import { leaflet } from "./leaflet.js";
import { findPlaces } from "./names.js";

/** @typedef {import("./coordinates.js").Point} Point */

const LAST = "place picked last";

/**
 * Let a person choose a place, beginning at `start`; null where they think better of it.
 * @param {Partial<Point> | null} [start] @returns {Promise<Point | null>}
 */
export async function pick(start) {
  await leaflet();
  const { dialog, input, list, ground, said } = build();
  document.body.append(dialog);
  dialog.showModal();
  const map = await makeMap(ground, beginning(start));
  map.options.maxBoundsViscosity = 0;

  /** @returns {Point} */
  const centre = () => {
    const { lat, lng } = map.getCenter();
    return { latitude: Number(lat.toFixed(6)), longitude: Number(wrapped(lng).toFixed(6)) };
  };
  const tell = () => (said.textContent = written(centre()));
  map.on("move", tell);
  tell();
  map.on("click", (/** @type {any} */ event) => map.panTo(event.latlng));
  findPlaces(input, list, ({ latitude, longitude, zoom }) => {
    map.setView([latitude, longitude], zoom, { reset: true }); // exactly there; a pan goes by whole pixels
    ground.focus();
  });
  ground.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== ground) return;
    event.preventDefault(); // or it would press the button that gets the focus back
    dialog.close("set");
  });
  ground.focus();
  return new Promise((settle) => {
    dialog.addEventListener("close", () => {
      const point = dialog.returnValue === "set" ? centre() : null;
      if (point) sessionStorage.setItem(LAST, JSON.stringify([map.getZoom(), point.latitude, point.longitude]));
      dialog.remove();
      settle(point);
      map.stop();
      map.remove();
    });
  });
}

/** Where the map looks at first. @param {Partial<Point> | null} [start] @returns {[number, number, number]} */
function beginning(start) {
  if (typeof start?.latitude === "number" && typeof start.longitude === "number") return [13, start.latitude, start.longitude];
  const last = sessionStorage.getItem(LAST);
  return last ? JSON.parse(last) : [2, 25, 10];
}

function build() {
  const dialog = document.createElement("dialog");
  dialog.className = "picker";
  dialog.setAttribute("aria-labelledby", "picker-title");
  const form = document.createElement("form");
  form.method = "dialog";
  const title = heading(_("Set the place"));
  const input = document.createElement("input");
  Object.assign(input, { id: "picker-name", type: "text", placeholder: _("Name of a place, or 48.8584, 2.2945") });
  const list = document.createElement("ul");
  list.className = "place-names";
  const field = document.createElement("label");
  field.className = "field";
  field.append(_("Go to"), input);
  const ground = document.createElement("div");
  ground.className = "map-ground";
  ground.role = "application";
  ground.ariaLabel = _("Map: arrow keys move it below the pin, plus and minus zoom, Enter sets the place");
  const said = document.createElement("output");
  said.className = "picked";
  form.append(title, wrap("find-place", field, list), wrap("aim", ground, wrap("aim-pin")), wrap("picked-row", said, button(_("Cancel"), ""), button(_("Set place"), "set")));
  dialog.append(form);
  return { dialog, input, list, ground, said };
}

/** @param {string} text */
function heading(text) {
  const made = document.createElement("h2");
  made.id = "picker-title";
  made.textContent = text;
  return made;
}

/** @param {string} name @param {...HTMLElement} inside */
function wrap(name, ...inside) {
  const made = document.createElement("div");
  made.className = name;
  made.append(...inside);
  return made;
}

/** @param {string} text @param {string} value */
function button(text, value) {
  const made = document.createElement("button");
  made.className = value ? "button main" : "button";
  made.value = value;
  made.textContent = text;
  return made;
}
