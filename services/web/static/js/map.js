// @ts-check
/* The map of the library.  Its clusters are asked for anew with every move; the address holds what it shows. */

import "./page.js";
import { _, count } from "./words.js";
import { drawAreas, showAreas } from "./map/drawing.js";
import { makeMap } from "./map/ground.js";
import { leaflet } from "./map/leaflet.js";
import { colours, showLegend } from "./map/legend.js";
import { marker } from "./map/markers.js";
import { findPlaces } from "./map/names.js";
import { address, filters, hidden, keepHidden, keepView, view } from "./map/state.js";
import { Strip } from "./map/strip.js";
import { placeFiles } from "./map/tray.js";

/** @typedef {import("./map/markers.js").Cluster} Cluster */

const SPLITS = 24; // files from which a click on a cluster goes nearer, and does not list them
const NEAREST = 17; // zoom from which going nearer parts nothing

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const atlas = part("atlas");
const pages = /** @type {Record<string, string>} */ ({ ...atlas.dataset });
const L = await leaflet();
const map = await makeMap(part("ground"), view() ?? [2, 25, 10]);
const pins = L.layerGroup().addTo(map);
const strip = new Strip(part("sheet"), part("strip"), { strip: pages.strip ?? "" });
const shown = { colours: colours([]), hidden: hidden() };
/** @type {AbortController | null} */
let asking = null;

/** @param {string} href @param {AbortSignal} [signal] @returns {Promise<any>} */
async function ask(href, signal) {
  try {
    const answer = await fetch(href, signal ? { signal } : {});
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // overtaken, or the connection is lost, which is told elsewhere
  }
}

/** What is in view, and `margin` of it around. @param {number} margin */
function bounds(margin) {
  const box = map.getBounds().pad(margin);
  return { south: Math.max(box.getSouth(), -90), west: box.getWest(), north: Math.min(box.getNorth(), 90), east: box.getEast() };
}

async function draw() {
  asking?.abort();
  asking = new AbortController();
  const box = Object.fromEntries(Object.entries(bounds(0.15)).map(([name, value]) => [name, value.toFixed(5)]));
  const found = await ask(address(pages.clusters ?? "", { ...box, zoom: String(map.getZoom()), hidden: [...shown.hidden].map(String) }), asking.signal);
  if (!found) return;
  pins.clearLayers();
  for (const cluster of found.clusters) add(cluster);
  atlas.dataset.drawn = String(Number(atlas.dataset.drawn ?? 0) + 1);
}

/** @param {Cluster} cluster */
function add(cluster) {
  const turns = Math.round((map.getCenter().lng - cluster.longitude) / 360);
  const pin = marker(L, cluster, cluster.longitude + 360 * turns, { colours: shown.colours, thumbnail });
  pin.on("click", () => choose(cluster));
  pins.addLayer(pin);
}

/** @param {Cluster} cluster */
const thumbnail = ({ media_id, version }) => `${pages.thumbnail?.replace("/0/", `/${media_id}/`)}?v=${version}`;

/** @param {Cluster} cluster */
function choose(cluster) {
  if (cluster.count === 1) {
    location.assign(address(pages.viewer?.split("?")[0]?.replace(/0$/, String(cluster.media_id)) ?? ""));
    return;
  }
  if (cluster.count < SPLITS || map.getZoom() >= NEAREST) return strip.choose(cluster.area);
  const corners = cluster.area.flatMap((area) => {
    const [south = 0, west = 0, north = 0, east = 0] = area.split(",").map(Number);
    return [[south, west], [north, east]];
  });
  map.setView(L.latLngBounds(corners).getCenter(), Math.min(map.getZoom() + 2, 19));
}

function moved() {
  keepView(map.getZoom(), map.getCenter().wrap());
  draw();
  look();
}

function look() {
  const { south, west, north, east } = bounds(0);
  strip.view([south, west, north, east].map((side) => side.toFixed(5)).join(","));
}

/** The years, and how many files have no place. */
async function legend() {
  const said = await ask(address(pages.years ?? ""));
  if (!said) return;
  shown.colours = colours(said.years);
  showLegend(part("years"), said.years, shown.hidden, (years) => {
    keepHidden(years);
    draw();
  });
  const more = said.unplaced >= said.limit;
  part("unplaced").hidden = !said.unplaced;
  part("unplaced").textContent = _(more ? "more than {n} without a place" : "{n} without a place", { n: count(said.unplaced) });
  const opener = document.getElementById("open-tray");
  if (opener) opener.hidden = !said.unplaced;
  const note = part("atlas-note");
  note.hidden = said.years.length > 0;
  note.textContent = filters().size ? _("Nothing under these filters has a place.") : _("No picture has a place yet. Those that cameras gave one appear here by themselves.");
}

/** Without a place in the address, the map looks at all there is. */
async function begin() {
  await legend();
  showAreas(L, map, filters().getAll("area"));
  if (!view()) {
    const all = await ask(address(pages.clusters ?? "", { zoom: "3" }));
    const points = (all?.clusters ?? []).map((/** @type {Cluster} */ { latitude, longitude }) => [latitude, longitude]);
    if (points.length) map.fitBounds(L.latLngBounds(points), { padding: [70, 70], maxZoom: 12, animate: false });
  }
  map.on("moveend", moved);
  draw();
  look();
}

drawAreas(L, map, [...atlas.querySelectorAll("[data-draw]")].filter((button) => button instanceof HTMLElement), (area) => location.assign(address(location.pathname, { area, at: new URLSearchParams(location.search).get("at") ?? [] })));
findPlaces(/** @type {HTMLInputElement} */ (part("go")), part("go-places"), ({ latitude, longitude, zoom }) => {
  map.setView([latitude, longitude], zoom);
  part("ground").focus();
});
part("strip").addEventListener("click", (event) => {
  if (!(event.target instanceof Element && event.target.closest("[data-close-strip]"))) return;
  if (!strip.chosen) return location.assign(address(location.pathname, { area: [], at: new URLSearchParams(location.search).get("at") ?? [] }));
  strip.release();
  look();
});
const opener = document.getElementById("open-tray");
if (opener) placeFiles(map, { tray: part("tray-of-map"), opener, aim: part("aim"), page: pages.tray ?? "" }, again);
for (const name of ["live:media", "undone"]) document.body.addEventListener(name, again);

function again() {
  legend();
  draw();
  strip.refresh();
}

await begin();
