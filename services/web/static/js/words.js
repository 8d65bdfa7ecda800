// @ts-check
/* Texts in the language of the page: the catalog stands in its head, English in the code. */

/** @type {Record<string, string>} */
const catalog = JSON.parse(
  /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="words"]'))?.content || "{}");

/**
 * The text with `{name}` replaced.
 * @param {string} text @param {Record<string, string | number>} [values]
 */
export function _(text, values = {}) {
  return (catalog[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** A number as the page's language writes it. @param {number} number */
export const count = (number) => number.toLocaleString(document.documentElement.lang);
