// @ts-check
/* The live page: shows a camera or a video, sends one picture at a time to be looked at, draws what was seen. */

import { _ } from "../words.js";
import { draw } from "./drawing.js";
import { partsOf } from "./parts.js";
import { Pace } from "./pace.js";
import { look } from "./looking.js";
import { close, openCamera, openFile } from "./source.js";

const video = /** @type {HTMLVideoElement} */ (document.querySelector("#live"));
const boxes = /** @type {HTMLCanvasElement} */ (document.querySelector("#boxes"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("#controls"));
const [page, scene, empty, trouble, figures, seen, stop] = ["watch", "scene", "empty", "trouble", "figures", "seen", "stop"].map(
  (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
);

let run = 0; // of what is shown now; another begins another
const pace = new Pace(document.querySelector("#pace"));
const BLURRED = 640; // px of a picture for which the blur is meant

/** @param {string} name */
const number = (name) => Number(new FormData(form).get(name));

/** @param {number} width px of what is filtered */
const filter = (width) =>
  [...["brightness", "contrast", "saturate", "grayscale", "sepia", "invert"].map((name) => `${name}(${number(name)})`), `blur(${(number("blur") * width) / BLURRED}px)`].join(" ");

function settle() {
  video.style.filter = filter(video.clientWidth || BLURRED);
  for (const label of form.querySelectorAll(".sliders label")) {
    const [input, output] = [label.querySelector("input"), label.querySelector("output")];
    if (input && output) output.textContent = input.value;
  }
}

/** The analyzers, each with the model that was chosen in the place of the one at work. */
function asked() {
  const given = new FormData(form);
  const names = new Set(given.getAll("analyzer"));
  return [...names].map((name) => [name, given.get(`${name}-model`)].filter(Boolean).join(":"));
}

/** What is to be seen of those that see several things. */
const parts = () => new Set([...form.querySelectorAll("[data-part]:checked")].map((input) => /** @type {HTMLElement} */ (input).dataset.part ?? ""));

/** @param {string} text */
function say(text) {
  if (!trouble) return;
  trouble.textContent = text;
  trouble.hidden = !text;
}

/** @param {() => Promise<void>} open */
async function show(open) {
  end();
  say("");
  try {
    await open();
    await video.play();
  } catch (error) {
    return say(error instanceof Error ? error.message : String(error));
  }
  scene?.toggleAttribute("hidden", false);
  empty?.toggleAttribute("hidden", true);
  stop?.toggleAttribute("hidden", false);
  watch(++run);
}

function end() {
  run++;
  close(video);
  pace.clear();
  boxes.getContext("2d")?.clearRect(0, 0, boxes.width, boxes.height);
  scene?.toggleAttribute("hidden", true);
  empty?.toggleAttribute("hidden", false);
  stop?.toggleAttribute("hidden", true);
}

/** One picture after the other, never two at once. @param {number} mine */
async function watch(mine) {
  while (mine === run) {
    await pictures(1 + number("skip"));
    const wanted = asked();
    if (document.hidden || video.paused || !wanted.length) {
      await new Promise((rest) => setTimeout(rest, 200));
      continue;
    }
    const began = performance.now();
    const told = await look(video, filter, wanted, page?.dataset ?? {});
    if (mine !== run) return;
    tell(told, performance.now() - began);
  }
}

/** @param {import("./looking.js").Told} told @param {number} latency */
function tell({ findings, problem }, latency) {
  say(problem);
  const [least, most] = [number("score"), number("most")];
  const wanted = parts();
  const told = findings.filter((found) => (found.score ?? 1) >= least && partsOf(found).some((part) => !part || wanted.has(part)));
  const shown = told.sort((one, other) => (other.score ?? 0) - (one.score ?? 0)).slice(0, most);
  draw(boxes, video, shown, wanted);
  const rate = pace.note(performance.now());
  if (figures) figures.textContent = _("{rate} pictures a second · {latency} ms", { rate: rate.toFixed(1), latency: Math.round(latency) });
  if (seen) seen.textContent = [...new Set(shown.map(({ label }) => label ?? ""))].filter(Boolean).join(", ");
}

/** Wait for so many pictures of the video. @param {number} count */
async function pictures(count) {
  for (let n = 0; n < count; n++) {
    await new Promise((next) => {
      if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(next);
      setTimeout(next, 250); // a still picture goes on too
    });
  }
}

for (const button of form.querySelectorAll("[data-camera]")) {
  button.addEventListener("click", () => show(() => openCamera(video, /** @type {HTMLElement} */ (button).dataset.camera ?? "user")));
}
document.querySelector("#file")?.addEventListener("change", (event) => {
  const [file] = /** @type {HTMLInputElement} */ (event.target).files ?? [];
  if (file) show(() => openFile(video, file));
});
stop?.addEventListener("click", end);
form.addEventListener("input", settle);
document.querySelector("#unfiltered")?.addEventListener("click", (event) => {
  const inputs = /** @type {HTMLElement} */ (event.target).closest("fieldset")?.querySelectorAll("input") ?? [];
  for (const input of inputs) input.value = input.defaultValue;
  settle();
});
addEventListener("pagehide", end);
settle();
