// @ts-check
/* What is drawn of the points of a face, a body or a hand, as the `d` of SVG paths.
   Which points belong together is a fact of MediaPipe's published numbering (mesh of 468 points, pose of 33,
   hand of 21; Apache-2.0). */

/** @typedef {{ kind: string, points: number[], sure?: number[] | null, gesture?: string | null, score: number | null, start?: number | null }} Outline */
/** @typedef {"mesh" | "iris" | "body" | "hand"} Layer */

const FACE = [
  "10 338 297 332 284 251 389 356 454 323 361 288 397 365 379 378 400 377 152 148 176 149 150 136 172 58 132 93 234 127 162 21 54 103 67 109 10",
  "61 146 91 181 84 17 314 405 321 375 291 409 270 269 267 0 37 39 40 185 61",
  "78 95 88 178 87 14 317 402 318 324 308 415 310 311 312 13 82 81 80 191 78",
  "263 249 390 373 374 380 381 382 362 398 384 385 386 387 388 466 263",
  "33 7 163 144 145 153 154 155 133 173 157 158 159 160 161 246 33",
  "276 283 282 295 285", "300 293 334 296 336", "46 53 52 65 55", "70 63 105 66 107",
  "168 6 197 195 5 4", "98 97 2 326 327",
];
const BODY = ["16 14 12 11 13 15", "12 24 23 11", "24 26 28 32 30 28", "23 25 27 31 29 27", "8 6 5 4 0 1 2 3 7", "10 9"];
const HAND = ["0 1 2 3 4", "0 5 6 7 8", "9 10 11 12", "13 14 15 16", "0 17 18 19 20", "5 9 13 17"];
const MESH = 468; // points of a face; those of the irises follow, five each
const SURE = 0.5;
const ROUND = 0.5523; // of a half diameter: how long the handles of a circle's four curves are

/** The paths of each layer, as wide and high as is told. @param {Outline} outline @param {number} width @param {number} height @returns {Partial<Record<Layer, string>>} */
export function shapes({ kind, points, sure }, width, height) {
  const at = (/** @type {number} */ n) => [(points[2 * n] ?? 0) * width, (points[2 * n + 1] ?? 0) * height];
  const seen = (/** @type {number} */ n) => (sure?.[n] ?? 1) >= SURE;
  const lines = (/** @type {string[]} */ paths) => paths.map((path) => line(path.split(" ").map(Number), at, seen)).join("");
  if (kind === "body") return { body: lines(BODY) };
  if (kind !== "face") return { hand: lines(HAND) };
  return { mesh: lines(FACE) + dots(at), iris: [MESH, MESH + 5].map((n) => ring(n, at)).join("") };
}

/** A line through points, broken where one of them is not sure. @param {number[]} path @param {(n: number) => number[]} at @param {(n: number) => boolean} seen */
function line(path, at, seen) {
  let told = "";
  for (const [place, n] of path.entries()) {
    const before = path[place - 1];
    if (before !== undefined && seen(before) && seen(n)) told += `M${write(at(before))}L${write(at(n))}`;
  }
  return told;
}

/** @param {(n: number) => number[]} at */
const dots = (at) => Array.from({ length: MESH }, (_, n) => `M${write(at(n))}h.01`).join("");

/** The circle of an iris, from its middle and the points to the right of it and above. @param {number} n @param {(n: number) => number[]} at */
function ring(n, at) {
  const [[x = 0, y = 0], right, above] = [at(n), at(n + 1), at(n + 2)];
  const [ax, ay, bx, by] = [(right?.[0] ?? 0) - x, (right?.[1] ?? 0) - y, (above?.[0] ?? 0) - x, (above?.[1] ?? 0) - y];
  const to = (/** @type {number} */ a, /** @type {number} */ b) => write([x + a * ax + b * bx, y + a * ay + b * by]);
  const quarters = [[1, 0, 0, 1], [0, 1, -1, 0], [-1, 0, 0, -1], [0, -1, 1, 0]];
  const curves = quarters.map(([a = 0, b = 0, c = 0, d = 0]) => `C${to(a + ROUND * c, b + ROUND * d)} ${to(c + ROUND * a, d + ROUND * b)} ${to(c, d)}`);
  return `M${to(1, 0)}${curves.join("")}`;
}

/** @param {number[]} point */
const write = ([x = 0, y = 0]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
