// @ts-check
/* The pictures nearest to a place on the map: a click beside them, also where they glow and have no pins. */

/** @typedef {import("./markers.js").Cluster} Cluster */

const ENOUGH = 24; // pictures, after which nothing further away is taken
const MOST = 8; // clusters, and as many areas of a search
const AROUND = 80; // pixels in which clusters stand side by side
const TWICE = 260; // milliseconds in which a second click means to go nearer

/**
 * Hear of clicks on the ground; `chosen` is told the areas of the pictures nearest to them.
 *
 * @param {any} map @param {() => Cluster[]} clusters @param {(area: string[]) => void} chosen
 */
export function chooseNearest(map, clusters, chosen) {
  let timer = 0;
  map.on("dblclick zoomstart movestart", () => clearTimeout(timer));
  map.on("click", (/** @type {any} */ event) => {
    clearTimeout(timer);
    if (map.getContainer().classList.contains("drawing")) return;
    timer = window.setTimeout(() => {
      const found = nearest(map, clusters(), event.latlng);
      if (found.length) chosen(found.flatMap(({ area }) => area).slice(0, MOST));
    }, TWICE);
  });
}

/** The clusters nearest to a place, as it looks on the map, until there are enough pictures or none so near. @param {any} map @param {Cluster[]} clusters @param {any} place */
function nearest(map, clusters, place) {
  const here = map.latLngToContainerPoint(place);
  const away = (/** @type {Cluster} */ { latitude, longitude }) => {
    const turns = Math.round((place.lng - longitude) / 360);
    return here.distanceTo(map.latLngToContainerPoint([latitude, longitude + 360 * turns]));
  };
  const sorted = clusters
    .filter(({ latitude, longitude }) => map.getBounds().contains([latitude, longitude + 360 * Math.round((map.getCenter().lng - longitude) / 360)]))
    .map((cluster) => ({ cluster, apart: away(cluster) }))
    .sort((one, other) => one.apart - other.apart);
  const reach = Math.max(AROUND, 1.5 * (sorted[0]?.apart ?? 0));
  let files = 0;
  return sorted
    .filter(({ apart }) => apart <= reach)
    .map(({ cluster }) => cluster)
    .filter(({ count }) => (files += count) - count < ENOUGH)
    .slice(0, MOST);
}
