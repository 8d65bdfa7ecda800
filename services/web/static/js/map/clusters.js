// @ts-check
/* The clusters of what is in view, asked for anew with every move. */

import { Heat } from "./heat.js";
import { marker } from "./markers.js";
import { address, hidden } from "./state.js";

/** @typedef {import("./markers.js").Cluster} Cluster */

/** @param {string} href @param {AbortSignal} [signal] @returns {Promise<any>}  nothing where that failed or was overtaken */
export async function ask(href, signal) {
  try {
    const answer = await fetch(href, signal ? { signal } : {});
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** What is in view, and `margin` of it around. @param {any} map @param {number} margin @returns {Record<"south" | "west" | "north" | "east", string>} */
export function bounds(map, margin) {
  const box = map.getBounds().pad(margin);
  const [south, north] = [Math.max(box.getSouth(), -90), Math.min(box.getNorth(), 90)];
  return { south: south.toFixed(5), west: box.getWest().toFixed(5), north: north.toFixed(5), east: box.getEast().toFixed(5) };
}

export class Clusters {
  /** @type {AbortController | null} */
  #asking = null;
  /** Hears how many of the newest files are counted; null for all. @type {(newest: number | null) => void} */
  told = () => {};
  /** @type {import("./markers.js").Colours} */
  colours = () => "currentcolor";

  /** @param {any} L @param {any} map @param {{ clusters: string, thumbnail: string }} pages @param {(cluster: Cluster) => void} chosen */
  constructor(L, map, pages, chosen) {
    this.L = L;
    this.map = map;
    this.pages = pages;
    this.chosen = chosen;
    this.pins = L.layerGroup().addTo(map);
    this.heat = new Heat(L, map);
    this.drawn = 0;
    /** @type {Cluster[]} */
    this.shown = [];
  }

  async draw() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const query = { ...bounds(this.map, 0.15), zoom: String(this.map.getZoom()), hidden: [...hidden()].map(String) };
    const found = await ask(address(this.pages.clusters, query), this.#asking.signal);
    if (!found) return;
    this.pins.clearLayers();
    for (const cluster of found.clusters) this.#add(cluster);
    this.shown = found.clusters;
    this.heat.show(found.clusters);
    this.told(found.newest);
    this.map.getContainer().dataset.drawn = String((this.drawn += 1));
  }

  /** The bounds of all there is, found in two steps; nothing where there is nothing. @returns {Promise<any>} */
  async everywhere() {
    const coarse = await this.#extent({ zoom: "3" });
    if (!coarse) return null;
    const zoom = String(Math.min(this.map.getBoundsZoom(coarse) + 2, 14));
    const [south, west, north, east] = [coarse.getSouth(), coarse.getWest(), coarse.getNorth(), coarse.getEast()].map(String);
    return this.#extent({ south: south ?? "", west: west ?? "", north: north ?? "", east: east ?? "", zoom });
  }

  /** @param {Record<string, string>} query @returns {Promise<any>} */
  async #extent(query) {
    const found = await ask(address(this.pages.clusters, query));
    const corners = (found?.clusters ?? []).flatMap((/** @type {Cluster} */ { latitude, longitude, count, area }) =>
      count === 1 ? [[latitude, longitude]] : area.flatMap((box) => {
        const [south, west, north, east] = box.split(",").map(Number);
        return [[south, west], [north, east]];
      }));
    return corners.length ? this.L.latLngBounds(corners) : null;
  }

  /** @param {Cluster} cluster */
  #add(cluster) {
    const turns = Math.round((this.map.getCenter().lng - cluster.longitude) / 360);
    const thumbnail = `${this.pages.thumbnail.replace("/0/", `/${cluster.media_id}/`)}?v=${cluster.version}`;
    const pin = marker(this.L, cluster, cluster.longitude + 360 * turns, { colours: this.colours, thumbnail });
    pin.on("click", () => this.chosen(cluster));
    this.pins.addLayer(pin);
  }
}
