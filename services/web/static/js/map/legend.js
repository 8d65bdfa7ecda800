// @ts-check
/* The years and their colours; a click on one hides or shows its pictures. */

import { _, count } from "../words.js";

/** @typedef {{ year: number, files: number }} Year */

const OLD = 285; // hues, from violet over blue, green and yellow to red
const NEW = 22;

/** The colour of each year between the first and the last. @param {Year[]} years @returns {import("./markers.js").Colours} */
export function colours(years) {
  const first = years[0]?.year ?? 0;
  const span = Math.max((years.at(-1)?.year ?? 0) - first, 1);
  return (year) => `oklch(0.72 0.165 ${Math.round(OLD - ((OLD - NEW) * (year - first)) / span)})`;
}

/**
 * @param {HTMLElement} element @param {Year[]} years @param {Set<number>} hidden @param {(hidden: Set<number>) => void} changed
 */
export function showLegend(element, years, hidden, changed) {
  const colour = colours(years);
  element.replaceChildren(
    ...years.map(({ year, files }) => {
      const button = document.createElement("button");
      const swatch = document.createElement("i");
      const number = document.createElement("span");
      button.type = "button";
      button.ariaPressed = String(!hidden.has(year));
      button.title = _("Show or hide {year}", { year });
      swatch.style.background = colour(year);
      number.textContent = count(files);
      button.append(swatch, String(year), number);
      button.addEventListener("click", () => {
        if (!hidden.delete(year)) hidden.add(year);
        button.ariaPressed = String(!hidden.has(year));
        changed(hidden);
      });
      return button;
    }),
  );
}
