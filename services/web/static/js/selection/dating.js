// @ts-check
/* The dialog for the time of capture: set it, shift it, or put back what the files say. */

import { _ } from "../words.js";
import { ask } from "./asking.js";
import { carry } from "./carry.js";

/** Seconds of each field. */
const UNITS = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 };

/**
 * @param {import("./chosen.js").Selected} selected @param {number} total
 * @param {(going: { end: Promise<import("./carry.js").Said> }) => void} done
 */
export function date(selected, total, done) {
  return ask("dating", total, async (form) => {
    done(await carry("date", selected, wish(form), total));
  }, (form) => {
    const only = total === 1 && "ids" in selected ? document.getElementById(`m${selected.ids[0]}`) : null;
    value(form, "way", total === 1 ? "set" : "shift");
    if (only) value(form, "taken", only.dataset.at?.slice(0, 19) ?? "");
    form.onchange = () => show(form);
    show(form);
  });
}

/** What the form asks for; an error says what is missing. @param {HTMLFormElement} form */
function wish(form) {
  const given = new FormData(form);
  const way = given.get("way");
  if (way === "read") return {};
  if (way === "set") {
    const taken = /** @type {HTMLInputElement} */ (form.elements.namedItem("taken"));
    if (!taken.value || !taken.validity.valid) return refuse(taken, _("Give a whole date and time, between the years 1800 and 8999."));
    return { taken_at: taken.value };
  }
  const seconds = Object.entries(UNITS).reduce((sum, [name, unit]) => sum + amount(form, name) * unit, 0);
  if (!seconds) refuse(/** @type {HTMLElement} */ (form.elements.namedItem("hours")), _("Say by how much to shift."));
  return { shift_seconds: seconds * Number(given.get("side")) };
}

/** @param {HTMLFormElement} form @param {string} name */
function amount(form, name) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  if (field.validity.valid && (field.value || !field.validity.badInput)) return Number(field.value);
  return refuse(field, _("{field}: give a whole number from 0 to {most}.", { field: field.labels?.[0]?.textContent ?? "", most: field.max }));
}

/** @param {HTMLElement} field @param {string} text @returns {never} */
function refuse(field, text) {
  field.focus();
  throw new Error(text);
}

/** @param {HTMLFormElement} form @param {string} name @param {string} text */
function value(form, name, text) {
  const field = form.elements.namedItem(name);
  if (field instanceof RadioNodeList || field instanceof HTMLInputElement) field.value = text;
}

/** Only the fields of the chosen way. @param {HTMLFormElement} form */
function show(form) {
  const way = new FormData(form).get("way");
  for (const part of form.querySelectorAll("[class^=way-]")) {
    if (part instanceof HTMLElement) part.hidden = !part.classList.contains(`way-${way}`);
  }
}
