// @ts-check
/* What a grip of a brush says, the keys that move it, and the form that it fills in. */

/** @type {Record<string, (now: number, last: number) => number>} */
export const STEPS = {
  ArrowLeft: (now) => now - 1,
  ArrowDown: (now) => now - 1,
  ArrowRight: (now) => now + 1,
  ArrowUp: (now) => now + 1,
  PageDown: (now) => now - 12,
  PageUp: (now) => now + 12,
  Home: () => 0,
  End: (_now, last) => last,
};

/** @param {HTMLElement} grip @param {number} place @param {string} name */
export function tell(grip, place, name) {
  grip.setAttribute("aria-valuenow", String(place));
  grip.setAttribute("aria-valuetext", name);
}

/** @param {HTMLFormElement} form @param {string} name @param {string} [value] */
export function set(form, name, value = "") {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}
