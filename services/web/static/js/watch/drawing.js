// @ts-check
/* Draws boxes, labels and scores over the video, where its picture is. */

import { shapes } from "../outline/shapes.js";

const HUES = new Map([["detect", 215], ["faces", 145], ["classify", 35], ["ocr", 290], ["attributes", 0], ["pose", 80]]);
const FONT = 14;

/** Outlines show the layers that are wanted. @param {HTMLCanvasElement} canvas @param {HTMLVideoElement} video @param {import("./looking.js").Found[]} found @param {Set<string>} layers */
export function draw(canvas, video, found, layers) {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: wide, clientHeight: high } = video;
  canvas.width = wide * ratio;
  canvas.height = high * ratio;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(ratio, ratio);
  pen.font = `600 ${FONT}px system-ui, sans-serif`;
  const scale = Math.min(wide / video.videoWidth, high / video.videoHeight);
  const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
  const [left, top] = [(wide - width) / 2, (high - height) / 2];
  let line = 0;
  for (const { label, score, box, analyzer, outline } of found) {
    if (outline) {
      pen.setTransform(ratio, 0, 0, ratio, left * ratio, top * ratio);
      trace(pen, shapes(outline, width, height), layers);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      continue;
    }
    const text = `${label ?? ""}${score === null ? "" : ` ${Math.round(score * 100)} %`}`;
    const hue = HUES.get(analyzer) ?? 0;
    if (!box) {
      tag(pen, text, left + 10, top + 10 + line++ * (FONT + 12), hue);
      continue;
    }
    const [x = 0, y = 0, w = 0, h = 0] = box;
    pen.strokeStyle = `hsl(${hue} 90% 60%)`;
    pen.lineWidth = 2.5;
    pen.strokeRect(left + x * width, top + y * height, w * width, h * height);
    tag(pen, text, left + x * width, Math.max(top + y * height - FONT - 8, top), hue);
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Partial<Record<string, string>>} paths @param {Set<string>} layers */
function trace(pen, paths, layers) {
  pen.lineCap = pen.lineJoin = "round";
  for (const [layer, path] of Object.entries(paths)) {
    if (!layers.has(layer) || !path) continue;
    const wide = layer === "mesh" ? 1.3 : 2.5;
    for (const [colour, width] of /** @type {[string, number][]} */ ([["rgb(0 0 0 / 45%)", wide + 1.5], [colourOf(pen, layer), wide]])) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke(new Path2D(path));
    }
  }
}

/** @param {CanvasRenderingContext2D} pen @param {string} layer */
const colourOf = (pen, layer) => getComputedStyle(pen.canvas).getPropertyValue(`--${layer}`);

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} x @param {number} y @param {number} hue */
function tag(pen, text, x, y, hue) {
  pen.fillStyle = `hsl(${hue} 70% 28%)`;
  pen.fillRect(x, y, pen.measureText(text).width + 12, FONT + 8);
  pen.fillStyle = "white";
  pen.fillText(text, x + 6, y + FONT + 1);
}
