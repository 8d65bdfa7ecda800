// @ts-check
/* The map of the library; the address holds what it shows. */

import "./page.js";
import { _, count } from "./words.js";
import { ask, bounds, Clusters } from "./map/clusters.js";
import { drawAreas, showAreas } from "./map/drawing.js";
import { makeMap } from "./map/ground.js";
import { leaflet } from "./map/leaflet.js";
import { colours, showLegend } from "./map/legend.js";
import { findPlaces } from "./map/names.js";
import { chooseNearest } from "./map/nearest.js";
import { address, filters, hidden, keepHidden, keepView, view } from "./map/state.js";
import { Strip } from "./map/strip.js";
import { placeFiles } from "./map/tray.js";

/** @typedef {import("./map/markers.js").Cluster} Cluster */

const SPLITS = 24; // files from which a click on a cluster goes nearer, and does not list them
const NEAREST = 17; // zoom from which going nearer parts nothing

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const atlas = part("atlas");
/** @param {string} name  of an address that the page was given */
const page = (name) => atlas.dataset[name] ?? "";

const L = await leaflet();
const map = await makeMap(part("ground"), view() ?? [2, 25, 10]);
const clusters = new Clusters(L, map, { clusters: page("clusters"), thumbnail: page("thumbnail") }, choose);
const strip = new Strip(part("sheet"), part("strip"), { strip: page("strip") });

/** @param {Cluster} cluster */
function choose(cluster) {
  if (cluster.count === 1) {
    location.assign(address(page("viewer").split("?")[0]?.replace(/0$/, String(cluster.media_id)) ?? ""));
    return;
  }
  if (cluster.count < SPLITS || map.getZoom() >= NEAREST) return strip.choose(cluster.area);
  map.setView([cluster.latitude, cluster.longitude], Math.min(map.getZoom() + 2, 19));
}

function look() {
  const { south, west, north, east } = bounds(map, 0);
  strip.view([south, west, north, east].join(","));
}

function moved() {
  keepView(map.getZoom(), map.getCenter().wrap());
  clusters.draw();
  look();
}

/** Go to the map of another area, or of none. @param {string[]} area */
function within(area) {
  location.assign(address(location.pathname, { area, at: new URLSearchParams(location.search).getAll("at"), hidden: [...hidden()].map(String) }));
}

clusters.told = (/** @type {number | null} */ newest) => {
  part("newest").hidden = !newest;
  part("newest").textContent = newest ? _("Of many pictures, the newest {n} are shown. Zoom in for all.", { n: count(newest) }) : "";
};

/** The years, and how many files have no place. */
async function legend() {
  const said = await ask(address(page("years")));
  if (!said) return;
  clusters.colours = colours(said.years);
  showLegend(part("years"), said.years, hidden(), (years) => {
    keepHidden(years);
    clusters.draw();
  });
  const [link, opener, note] = [part("unplaced"), document.getElementById("open-tray"), part("atlas-note")];
  const text = said.newest ? _("more than {n} without a place", { n: count(said.unplaced) }) : _("{n} without a place", { n: count(said.unplaced) });
  link.textContent = text;
  link.hidden = !said.unplaced;
  if (opener) opener.hidden = !said.unplaced;
  note.hidden = said.years.length > 0;
  note.textContent = filters().size ? _("Nothing under these filters has a place.") : _("No picture has a place yet. Those that cameras gave one appear here by themselves.");
}

/** Without a place in the address, the map looks at all there is. */
async function begin() {
  const all = view() ? null : clusters.everywhere();
  await legend();
  showAreas(L, map, filters().getAll("area"));
  const box = await all;
  if (box) map.fitBounds(box, { padding: [30, 30], maxZoom: 13, animate: false });
  map.on("moveend", moved);
  clusters.draw();
  look();
}

function again() {
  legend();
  clusters.draw();
  strip.refresh();
}

drawAreas(L, map, [...atlas.querySelectorAll("[data-draw]")].filter((button) => button instanceof HTMLElement), (area) => within([area]));
findPlaces(/** @type {HTMLInputElement} */ (part("go")), part("go-places"), ({ latitude, longitude, zoom }) => {
  map.setView([latitude, longitude], zoom);
  part("ground").focus();
});
chooseNearest(map, () => clusters.shown, (area) => strip.choose(area));
part("heat").addEventListener("click", () => {
  clusters.heat.on = !clusters.heat.on;
  part("heat").ariaPressed = String(clusters.heat.on);
  atlas.classList.toggle("heated", clusters.heat.on);
  clusters.heat.draw();
});
part("strip").addEventListener("click", (event) => {
  if (!(event.target instanceof Element && event.target.closest("[data-close-strip]"))) return;
  if (!strip.chosen) return within([]);
  strip.release();
  look();
});
/* A filter that is taken out leaves the map where it is. */
atlas.querySelector(".chips")?.addEventListener("click", (event) => {
  const chip = event.target instanceof Element && event.target.closest("a");
  if (!(chip instanceof HTMLAnchorElement)) return;
  const href = new URL(chip.href);
  for (const name of ["at", "hidden"]) for (const value of new URLSearchParams(location.search).getAll(name)) href.searchParams.append(name, value);
  chip.href = href.href;
});
const opener = document.getElementById("open-tray");
if (opener) placeFiles(map, { tray: part("tray-of-map"), opener, aim: part("aim"), page: page("tray") }, again);
document.body.addEventListener("live:media", again);
document.addEventListener("undone", again);

await begin();
