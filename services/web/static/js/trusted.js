// @ts-check
/* The one way by which text becomes elements: htmx parses pages that this server rendered
   into a document of its own, which runs no script.  The one script that may be named by an
   address is the service worker.  Every other way (innerHTML, script text) stays refused, but for the one constant by which Leaflet asks, when it is loaded, whether there is SVG. */

/** @type {{ trustedTypes?: { createPolicy(name: string, rules: object): unknown } }} */
const { trustedTypes } = /** @type {any} */ (window);

trustedTypes?.createPolicy("default", {
  /** @type {(url: string) => string | null} */
  createScriptURL: (url) => (new URL(url, location.href).pathname === "/worker.js" ? url : null),
  /** @type {(html: string, type: string, sink: string) => string | null} */
  createHTML: (html, _type, sink) => (/parseFromString|parseHTMLUnsafe/.test(sink) || html === "<svg/>" ? html : null),
});
