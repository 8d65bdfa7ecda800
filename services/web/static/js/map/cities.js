// @ts-check
/* Names of cities on the outline: the largest of what is in view; map tiles bring their own. */

import { wrapped } from "./coordinates.js";

const REST = 150; // milliseconds for which the map must not move

/** Show them for as long as nobody calls what this returns. @param {any} L @param {any} map @returns {() => void} */
export function showCities(L, map) {
  const pane = map.getPane("cities") ?? map.createPane("cities");
  pane.style.zIndex = "350"; // above the ground, below what stands on it
  pane.style.pointerEvents = "none";
  pane.ariaHidden = "true";
  const names = L.layerGroup().addTo(map);
  let timer = 0;
  let over = false;

  async function draw() {
    const box = map.getBounds();
    const middle = map.getCenter().lng;
    const query = new URLSearchParams({
      south: String(Math.max(box.getSouth(), -90)), north: String(Math.min(box.getNorth(), 90)),
      west: String(box.getWest()), east: String(box.getEast()), zoom: String(map.getZoom()),
    });
    try {
      const answer = await fetch(`/api/places/within?${query}`);
      const { places } = answer.ok ? await answer.json() : { places: [] };
      if (over) return;
      names.clearLayers();
      /** @type {any[]} */
      const taken = [];
      for (const { name, latitude, longitude } of places) {
        const at = L.latLng(latitude, wrapped(longitude - middle) + middle);
        const corner = map.latLngToContainerPoint(at);
        const room = L.bounds(corner.subtract([9, 13]), corner.add([22 + 7 * name.length, 13]));
        if (taken.some((other) => other.overlaps(room))) continue;
        taken.push(room);
        names.addLayer(label(L, name, at));
      }
    } catch { /* the connection is lost: the names stay as they are */ }
  }

  function soon() {
    clearTimeout(timer);
    timer = window.setTimeout(draw, REST);
  }

  function end() {
    over = true;
    clearTimeout(timer);
    map.off("moveend", soon);
    map.off("unload", end);
    names.remove();
  }

  map.on("moveend", soon);
  map.on("unload", end);
  draw();
  return end;
}

/** @param {any} L @param {string} name @param {any} at */
function label(L, name, at) {
  const html = document.createElement("span");
  html.textContent = name;
  return L.marker(at, {
    icon: L.divIcon({ html, className: "city", iconSize: [5, 5] }), pane: "cities", interactive: false, keyboard: false,
  });
}
