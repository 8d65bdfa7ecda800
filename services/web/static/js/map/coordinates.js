// @ts-check
/* Coordinates as people write them. */

/** @typedef {{ latitude: number, longitude: number }} Point */

const DEGREES = /^\s*([+\-−]?\d+(?:[.,]\d+)?)\s*°?\s*(?:(\d+(?:\.\d+)?)\s*['′’]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:"|″|''|”)\s*)?([NSEW])?\s*$/i;

/** `48.8584, 2.2945`, `48°51'30"N 2°17'40"E` and the like; null for anything else. @param {string} text @returns {Point | null} */
export function coordinates(text) {
  const [first, second, ...more] = parts(text);
  if (first === undefined || second === undefined || more.length) return null;
  const latitude = angle(first, "NS");
  const longitude = angle(second, "EW");
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  return { latitude, longitude };
}

/** @param {string} text */
function parts(text) {
  const split = text.includes(";") ? text.split(";") : text.split(/,\s+|(?<=[NS])[\s,]+/i);
  if (split.length === 2) return split;
  return text.split(text.includes(",") ? "," : /\s+/);
}

/** @param {string} text @param {string} letters  the hemispheres, the positive one first @returns {number | null} */
function angle(text, letters) {
  const [, degrees, minutes = "0", seconds = "0", letter = ""] = DEGREES.exec(text) ?? [];
  if (degrees === undefined || (letter && !letters.includes(letter.toUpperCase()))) return null;
  const whole = Number(degrees.replace(",", ".").replace("−", "-"));
  const value = Math.abs(whole) + Number(minutes) / 60 + Number(seconds) / 3600;
  return degrees.startsWith("-") || degrees.startsWith("−") || letter.toUpperCase() === letters[1] ? -value : value;
}

/** Degrees with the hemisphere's letter. @param {Point} point */
export const written = ({ latitude, longitude }) =>
  `${Math.abs(latitude).toFixed(5)}° ${latitude < 0 ? "S" : "N"}, ${Math.abs(longitude).toFixed(5)}° ${longitude < 0 ? "W" : "E"}`;

/** A longitude east or west of the date line as one from -180 to 180. @param {number} longitude */
export const wrapped = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;
