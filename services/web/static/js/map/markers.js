// @ts-check
/* Clusters as markers: a picture, how many there are, and a ring coloured by the years they are from. */

import { _, count } from "../words.js";

/**
 * @typedef {{ latitude: number, longitude: number, count: number, placed_by_person: number, years: Record<string, number>,
 *   area: string[], media_id: number, name: string, version: string }} Cluster
 */
/** @typedef {(year: number) => string} Colours */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {any} L @param {Cluster} cluster @param {number} longitude  on the turn of the world that is in sight
 * @param {{ colours: Colours, thumbnail: string }} look
 */
export function marker(L, cluster, longitude, look) {
  const side = size(cluster.count);
  const html = document.createElement("span");
  html.className = cluster.placed_by_person === cluster.count ? "pin by-hand" : "pin";
  const picture = document.createElement("img");
  Object.assign(picture, { src: look.thumbnail, alt: "", draggable: false, decoding: "async" });
  picture.addEventListener("error", () => picture.remove());
  html.append(picture, ring(cluster, look.colours), words(cluster));
  if (cluster.count > 1) {
    const number = document.createElement("b");
    number.textContent = short(cluster.count);
    number.ariaHidden = "true";
    html.append(number);
  }
  return L.marker([cluster.latitude, longitude], {
    icon: L.divIcon({ html, className: "pin-seat", iconSize: [side, side] }),
    riseOnHover: true,
    zIndexOffset: Math.round(Math.log10(cluster.count) * 100),
  });
}

/** Shares of the years around the picture. @param {Cluster} cluster @param {Colours} colours */
function ring(cluster, colours) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 48 48");
  svg.setAttribute("aria-hidden", "true");
  let before = 0;
  for (const [year, files] of Object.entries(cluster.years)) {
    const part = document.createElementNS(SVG, "rect");
    const round = cluster.placed_by_person === cluster.count ? 7 : 22;
    for (const [name, value] of Object.entries({ x: 2, y: 2, width: 44, height: 44, rx: round, pathLength: cluster.count })) {
      part.setAttribute(name, String(value));
    }
    part.setAttribute("stroke", colours(Number(year)));
    part.setAttribute("stroke-dasharray", `${files} ${cluster.count - files}`);
    part.setAttribute("stroke-dashoffset", String(-before));
    before += files;
    svg.append(part);
  }
  return svg;
}

/** What a screen reader says of it. @param {Cluster} cluster */
function words(cluster) {
  const years = Object.keys(cluster.years);
  const span = years.length > 1 ? `${years[0]}–${years.at(-1)}` : years[0] ?? "";
  const said = document.createElement("span");
  said.className = "hidden-label";
  const hand = cluster.placed_by_person ? `, ${_("{n} set by hand", { n: count(cluster.placed_by_person) })}` : "";
  said.textContent = (cluster.count > 1 ? _("{n} files, {years}", { n: count(cluster.count), years: span }) : `${cluster.name}, ${span}`) + hand;
  return said;
}

/** Pixels of a marker. @param {number} files */
const size = (files) => (files === 1 ? 44 : Math.min(48 + Math.round(Math.log10(files) * 5), 68));

/** @param {number} files */
const short = (files) => new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" }).format(files);
