// @ts-check
/* Sends a picture of the video to the server and brings back what its analyzers see in it. */

import { _ } from "../words.js";

/** @typedef {{ label: string | null, score: number | null, box: number[] | null, analyzer: string, outline?: import("../outline/shapes.js").Outline }} Found */
/** @typedef {{ findings: Found[], problem: string }} Told */

const LONGEST = 640; // px of a side of what is sent
const QUALITIES = [0.8, 0.6, 0.4];
const REST = 1000; // ms after a refusal
const canvas = document.createElement("canvas");

/** @typedef {(width: number) => string} Filter */

/** @param {HTMLVideoElement} video @param {Filter} filter @param {string[]} wanted @param {DOMStringMap} where @returns {Promise<Told>} */
export async function look(video, filter, wanted, where) {
  const frame = await picture(video, filter, Number(where.largest));
  if (!frame) return { findings: [], problem: "" };
  const query = new URLSearchParams(wanted.map((name) => ["analyzer", name]));
  const token = document.querySelector("#tray")?.getAttribute("data-token") ?? "";
  const answer = await fetch(`${where.look}?${query}`, {
    method: "POST", body: frame, headers: { "Content-Type": "image/jpeg", "X-CSRF-Token": token },
  }).catch(() => null);
  if (!answer?.ok) {
    const said = await answer?.json().catch(() => null);
    await new Promise((rest) => setTimeout(rest, REST));
    return { findings: [], problem: answer?.status === 429 ? "" : said?.detail ?? _("The server cannot be reached.") };
  }
  const { looks } = await answer.json();
  /** @type {Found[]} */
  const findings = looks.flatMap((/** @type {{ analyzer: string, findings: Found[] }} */ one) => one.findings.map((found) => ({ ...found, analyzer: one.analyzer })));
  const problems = looks.filter((/** @type {{ problem: string | null }} */ one) => one.problem);
  return { findings, problem: problems.map((/** @type {{ analyzer: string, problem: string }} */ one) => `${one.analyzer}: ${one.problem}`).join(" · ") };
}

/** @param {HTMLVideoElement} video @param {Filter} filter @param {number} largest @returns {Promise<Blob | null>} */
async function picture(video, filter, largest) {
  const scale = Math.min(LONGEST / Math.max(video.videoWidth, video.videoHeight), 1);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  const pen = canvas.getContext("2d");
  if (!pen || !canvas.width) return null;
  pen.filter = filter(canvas.width);
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  for (const quality of QUALITIES) {
    const blob = await /** @type {Promise<Blob | null>} */ (new Promise((made) => canvas.toBlob(made, "image/jpeg", quality)));
    if (blob && blob.size <= largest) return blob;
  }
  return null;
}
