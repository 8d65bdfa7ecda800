// @ts-check
/* Leaflet, fetched when a map is first wanted, with the sheets that maps need. */

const STATIC = new URL("../../", import.meta.url);
const LEAFLET = "vendor/leaflet@1.9.4/";

/** @type {Promise<any> | undefined} */
let fetched;

/** Leaflet's functions.  It knows no module of its own and leaves them as `L`. @returns {Promise<any>} */
export function leaflet() {
  fetched ??= fetchAll();
  return fetched;
}

async function fetchAll() {
  await Promise.all([
    import(new URL(`${LEAFLET}leaflet.js`, STATIC).href),
    sheet(`${LEAFLET}leaflet.css`),
    sheet("css/map.css"),
  ]);
  return /** @type {any} */ (window).L;
}

/** Add a style sheet to the page, where it is not there yet. @param {string} path @returns {Promise<void>} */
function sheet(path) {
  const { href } = new URL(path, STATIC);
  if ([...document.styleSheets].some((known) => known.href?.split("?")[0] === href)) return Promise.resolve();
  return new Promise((settle) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", () => settle());
    link.addEventListener("error", () => settle());
    document.head.append(link);
  });
}
