// @ts-check
/* A map's ground: the outline of land at once, and map tiles above it as soon as they prove to be there. */

import { _ } from "../words.js";
import { showCities } from "./cities.js";
import { leaflet } from "./leaflet.js";
import { outlineLayer } from "./outline.js";

/** @typedef {{ template: string | null, attribution: string, link: string | null }} Tiles */

const FAILURES = 4; // tiles in a row that do not come before the outline is shown again

/**
 * Make a map in `element`; `zoom/latitude/longitude` is where it looks.
 * @param {HTMLElement} element @param {[number, number, number]} view @returns {Promise<any>}
 */
export async function makeMap(element, [zoom, latitude, longitude]) {
  const L = await leaflet();
  const map = L.map(element, {
    zoomControl: false, attributionControl: false, worldCopyJump: true, minZoom: 1, maxZoom: 19,
    maxBounds: [[-89, -Infinity], [89, Infinity]], maxBoundsViscosity: 1, zoomSnap: 1, wheelPxPerZoomLevel: 90,
  });
  map.setView([latitude, longitude], zoom);
  outlineLayer(L).addTo(map);
  map.addControl(zoomButtons(L));
  const source = corner(L, "bottomright", "map-source");
  map.addControl(source.control);
  const size = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  size.observe(element);
  map.on("unload", () => size.disconnect());
  addTiles(L, map, source.element);
  return map;
}

/** Show tiles once the first of them has come. @param {any} L @param {any} map @param {HTMLElement} source */
async function addTiles(L, map, source) {
  const bare = () => {
    credit(source, _("Outline: Natural Earth · Names: GeoNames"), null);
    return showCities(L, map);
  };
  const hide = bare();
  const tiles = await configured();
  if (!tiles?.template) return;
  const proof = new Image();
  proof.addEventListener("load", () => {
    hide();
    show(L, map, source, tiles, bare);
  });
  proof.src = address(tiles.template, { z: 0, x: 0, y: 0 });
}

/** @returns {Promise<Tiles | null>} */
async function configured() {
  try {
    const answer = await fetch("/api/tiles");
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // the connection is lost; the outline stays
  }
}

/** @param {any} L @param {any} map @param {HTMLElement} source @param {Tiles} tiles @param {() => void} bare  to go back to the outline */
function show(L, map, source, tiles, bare) {
  let failures = 0;
  const Pictures = L.GridLayer.extend({
    /** @param {{ x: number, y: number, z: number }} coords @param {(error: unknown, tile: HTMLElement) => void} done */
    createTile(coords, done) {
      const tile = new Image();
      tile.alt = "";
      tile.addEventListener("load", () => { failures = 0; done(null, tile); });
      tile.addEventListener("error", () => { failures += 1; done(new Error("no tile"), tile); });
      tile.src = address(tiles.template ?? "", coords);
      return tile;
    },
  });
  const layer = new Pictures({ className: "tiles", maxZoom: 19, zIndex: 2 });
  layer.on("tileerror", () => {
    if (failures < FAILURES) return;
    layer.remove();
    map.getContainer().classList.remove("tiled");
    bare();
  });
  layer.addTo(map);
  map.getContainer().classList.add("tiled");
  credit(source, tiles.attribution, tiles.link);
}

/** @param {string} template @param {{ x: number, y: number, z: number }} coords */
const address = (template, coords) =>
  template.replace(/\{([xyz])\}/g, (_whole, name) => String(coords[/** @type {"x" | "y" | "z"} */ (name)]));

/** Say whose map it is. @param {HTMLElement} element @param {string} text @param {string | null} href */
function credit(element, text, href) {
  const said = document.createElement(href ? "a" : "span");
  if (said instanceof HTMLAnchorElement) Object.assign(said, { href, target: "_blank", rel: "noopener noreferrer" });
  said.textContent = text;
  element.replaceChildren(said);
}

/** A control whose element is ours to fill. @param {any} L @param {string} position @param {string} name */
export function corner(L, position, name) {
  const element = document.createElement("div");
  element.className = name;
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
  const Corner = L.Control.extend({ onAdd: () => element });
  return { element, control: new Corner({ position }) };
}

/** @param {any} L */
function zoomButtons(L) {
  const { element, control } = corner(L, "topright", "map-zoom");
  /** @param {string} text @param {string} label @param {1 | -1} step */
  const button = (text, label, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.ariaLabel = label;
    made.addEventListener("click", () => control._map.setZoom(control._map.getZoom() + step));
    return made;
  };
  element.append(button("+", _("Zoom in"), 1), button("−", _("Zoom out"), -1));
  return control;
}
