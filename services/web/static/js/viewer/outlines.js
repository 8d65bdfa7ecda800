// @ts-check
/* The points of faces, bodies and hands over the picture: fetched once they are asked for, drawn as lines. */

import { shapes } from "../outline/shapes.js";

const SVG = "http://www.w3.org/2000/svg";
const SIDE = 1000; // steps to a side of the picture
/** @type {Map<string, Promise<import("../outline/shapes.js").Outline[]>>} */
const known = new Map(); // by address, for this visit

/** Draw a layer that is still empty. @param {Element} group */
export async function draw(group) {
  const address = group.closest("[data-outlines]")?.getAttribute("data-outlines");
  if (!address || group.childElementCount) return;
  const outlines = await told(address);
  if (group.childElementCount || !group.isConnected) return;
  group.append(...outlines.flatMap((outline) => marked(outline, group.getAttribute("data-boxes") ?? "")));
  document.querySelector(".player")?.dispatchEvent(new Event("timeupdate")); // only what is in its second shows
}

/** @param {string} address @returns {Promise<import("../outline/shapes.js").Outline[]>} */
function told(address) {
  const asked = known.get(address) ?? fetched(address);
  known.set(address, asked);
  asked.then((outlines) => outlines.length || known.delete(address)); // none: ask again next time
  return asked;
}

/** @param {string} address @returns {Promise<import("../outline/shapes.js").Outline[]>} */
async function fetched(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? (await answer.json()).outlines : [];
}

/** @param {import("../outline/shapes.js").Outline} outline @param {string} layer */
function marked(outline, layer) {
  const path = shapes(outline, SIDE, SIDE)[/** @type {import("../outline/shapes.js").Layer} */ (layer)];
  if (path === undefined) return [];
  const frame = made("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, preserveAspectRatio: "none", width: "100%", height: "100%" });
  frame.append(made("path", { d: path, class: "shade" }), made("path", { d: path }));
  const group = made("g", { class: "found", ...(outline.score === null ? {} : { "data-score": String(outline.score) }), ...(outline.start == null ? {} : { "data-second": String(outline.start) }) });
  group.append(frame);
  if (outline.gesture && layer === "hand") group.append(named(outline.gesture, outline.points));
  return [group];
}

/** What a hand shows, above it. @param {string} gesture @param {number[]} points */
function named(gesture, points) {
  const [x, y] = [0, 1].map((axis) => Math.min(...points.filter((_, n) => n % 2 === axis)));
  const text = made("text", { x: `${(x ?? 0) * 100}%`, y: `${Math.max((y ?? 0) - 0.04, 0) * 100}%` });
  text.textContent = gesture;
  return text;
}

/** @param {string} name @param {Record<string, string>} attributes */
function made(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
