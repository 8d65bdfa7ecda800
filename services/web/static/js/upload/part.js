// @ts-check
/* Finds what a template of ours is known to hold. */

/** @param {HTMLElement} whole @param {string} selector @returns {HTMLElement} */
export function part(whole, selector) {
  const found = whole.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`no ${selector} in the tray`);
  return found;
}
