// @ts-check
/* What the scrubber is drawn with: the years beside it, as many as find room, and what it says of itself. */

import { _ } from "../words.js";

const ROOM = 22; // pixels that a year needs

/** @param {string} name */
export function part(name) {
  const made = document.createElement("span");
  made.className = name;
  made.setAttribute("aria-hidden", "true");
  return made;
}

/** @param {HTMLElement} bar @param {import("./months.js").Months} months */
export function drawYears(bar, months) {
  for (const old of bar.querySelectorAll(".year, .tick")) old.remove();
  const height = bar.clientHeight;
  let last = -ROOM;
  let year = "";
  for (let month = 0; month < months.size; month += 1) {
    const [of = ""] = months.key(month).split("-");
    if (of === year) continue;
    year = of;
    const top = months.height(month) * height;
    const tick = part(top - last >= ROOM && top <= height - ROOM / 2 ? "year" : "tick");
    if (tick.className === "year") {
      tick.textContent = of;
      last = top;
    }
    tick.style.top = `${months.height(month) * 100}%`;
    bar.append(tick);
  }
}

/** A slider over so many months. @param {HTMLElement} bar @param {number} size */
export function announce(bar, size) {
  bar.tabIndex = 0;
  const said = { role: "slider", "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": size - 1, "aria-label": _("Months") };
  for (const [name, value] of Object.entries(said)) bar.setAttribute(name, String(value));
}
