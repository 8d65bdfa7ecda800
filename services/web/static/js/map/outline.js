// @ts-check
/* The bundled outline of land and countries as tiles, drawn here: what a map shows where no tiles can be had. */

import { world } from "./topology.js";

/** @typedef {import("./topology.js").World} World */
/** @typedef {import("./topology.js").Shape} Shape */

const ATLAS = new URL("../../vendor/world-atlas@2.0.2/", import.meta.url);
const TURNS = [-360, 0, 360]; // degrees; some shapes lie across the date line
const FINE_FROM = 3; // zoom from which the coarse outline shows its corners

/** @type {Map<string, Promise<World>>} */
const worlds = new Map();

/** @param {string} scale @returns {Promise<World>} */
function outline(scale) {
  const known = worlds.get(scale) ?? fetch(new URL(`countries-${scale}.json`, ATLAS)).then((answer) => answer.json()).then(world);
  worlds.set(scale, known);
  known.catch(() => worlds.delete(scale)); // the next tile asks again
  return known;
}

/** A layer of the outline in the colours of the page. @param {any} L @returns {any} */
export function outlineLayer(L) {
  const Outline = L.GridLayer.extend({
    /** @param {{ x: number, y: number, z: number }} coords @param {(error: unknown, tile: HTMLElement) => void} done */
    createTile(coords, done) {
      const tile = document.createElement("canvas");
      const side = this.getTileSize().x;
      const sharp = Math.min(devicePixelRatio || 1, 2);
      tile.width = tile.height = side * sharp;
      outline(coords.z < FINE_FROM ? "110m" : "50m").then(
        (found) => {
          draw(tile, found, coords, side, sharp);
          done(null, tile);
        },
        (error) => done(error, tile),
      );
      return tile;
    },
  });
  const layer = new Outline({ className: "outline", maxZoom: 19, zIndex: 1, updateWhenZooming: false });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.redraw());
  return layer;
}

/** @param {HTMLCanvasElement} tile @param {World} found @param {{ x: number, y: number, z: number }} coords @param {number} side @param {number} sharp */
function draw(tile, found, coords, side, sharp) {
  const pen = tile.getContext("2d");
  if (!pen) return;
  const style = getComputedStyle(document.documentElement);
  const box = bounds(coords);
  /** @param {number} turn @returns {(longitude: number, latitude: number) => [number, number]} */
  const at = (turn) => (longitude, latitude) => [
    (column(longitude + turn, coords.z) - coords.x) * side,
    (row(latitude, coords.z) - coords.y) * side,
  ];
  pen.scale(sharp, sharp);
  pen.fillStyle = style.getPropertyValue("--map-land");
  pen.strokeStyle = style.getPropertyValue("--map-coast");
  pen.lineWidth = 1;
  for (const turn of TURNS) {
    for (const shape of found.land) if (meets(shape, box, turn)) trace(pen, shape, at(turn), true);
  }
  pen.strokeStyle = style.getPropertyValue("--map-border");
  for (const turn of TURNS) {
    for (const shape of found.borders) if (meets(shape, box, turn)) trace(pen, shape, at(turn), false);
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Shape} shape @param {(x: number, y: number) => [number, number]} at @param {boolean} filled */
function trace(pen, shape, at, filled) {
  pen.beginPath();
  for (const line of shape.lines) {
    line.forEach(([longitude, latitude], n) => (n ? pen.lineTo(...at(longitude, latitude)) : pen.moveTo(...at(longitude, latitude))));
  }
  if (filled) pen.fill("evenodd");
  pen.stroke();
}

/** @param {Shape} shape @param {{ west: number, south: number, east: number, north: number }} box @param {number} turn */
const meets = (shape, box, turn) =>
  shape.west + turn <= box.east && shape.east + turn >= box.west && shape.south <= box.north && shape.north >= box.south;

/** @param {{ x: number, y: number, z: number }} coords */
function bounds({ x, y, z }) {
  const tiles = 2 ** z;
  /** @param {number} at */
  const latitude = (at) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * at) / tiles))) * 180) / Math.PI;
  return { west: (x / tiles) * 360 - 180, east: ((x + 1) / tiles) * 360 - 180, north: latitude(y), south: latitude(y + 1) };
}

/** @param {number} longitude @param {number} zoom */
const column = (longitude, zoom) => ((longitude + 180) / 360) * 2 ** zoom;

/** Row of the Mercator projection; the poles lie at infinity. @param {number} latitude @param {number} zoom */
function row(latitude, zoom) {
  const angle = (Math.max(Math.min(latitude, 89), -89) * Math.PI) / 180;
  return ((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * 2 ** zoom;
}
