// @ts-check
/* What the map shows, kept in the address: the filters, where it looks, and which years are hidden. */

const OWN = ["at", "hidden"];

/** The filters as the server wrote them, without what is the map's own. @returns {URLSearchParams} */
export function filters() {
  const given = new URLSearchParams(location.search);
  for (const name of OWN) given.delete(name);
  return given;
}

/** Where the address says that the map looks: zoom, latitude, longitude. @returns {[number, number, number] | null} */
export function view() {
  const parts = (new URLSearchParams(location.search).get("at") ?? "").split("/").map(Number);
  const [zoom, latitude, longitude] = parts;
  if (parts.length !== 3 || zoom === undefined || latitude === undefined || longitude === undefined) return null;
  if (!parts.every(Number.isFinite) || zoom < 1 || zoom > 19 || Math.abs(latitude) > 89) return null;
  return [Math.round(zoom), latitude, longitude];
}

/** @returns {Set<number>} */
export function hidden() {
  return new Set(new URLSearchParams(location.search).getAll("hidden").map(Number).filter(Number.isInteger));
}

/** @param {number} zoom @param {{ lat: number, lng: number }} centre */
export function keepView(zoom, { lat, lng }) {
  keep("at", [`${zoom}/${lat.toFixed(5)}/${lng.toFixed(5)}`]);
}

/** @param {Set<number>} years */
export function keepHidden(years) {
  keep("hidden", [...years].sort().map(String));
}

/** The address of a page of the application under the filters, and `more` besides. @param {string} page @param {Record<string, string | string[]>} [more] */
export function address(page, more = {}) {
  const query = filters();
  for (const [name, values] of Object.entries(more)) {
    query.delete(name);
    for (const value of [values].flat()) query.append(name, value);
  }
  const text = String(query);
  return text ? `${page}?${text}` : page;
}

/** @param {string} name @param {string[]} values */
function keep(name, values) {
  const query = new URLSearchParams(location.search);
  query.delete(name);
  for (const value of values) query.append(name, value);
  history.replaceState(history.state, "", `?${String(query).replaceAll("%2F", "/").replaceAll("%2C", ",")}`);
}
