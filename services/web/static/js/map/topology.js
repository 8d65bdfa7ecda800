// @ts-check
/* Reads the world's outline (TopoJSON of world-atlas): shapes of land, and every border once. */

/** @typedef {[number, number][]} Line  longitude and latitude in degrees */
/** @typedef {{ lines: Line[], west: number, south: number, east: number, north: number }} Shape */
/** @typedef {{ land: Shape[], borders: Shape[] }} World */
/** @typedef {{ type: string, arcs?: any, geometries?: Geometry[] }} Geometry */
/** @typedef {{ transform: { scale: number[], translate: number[] }, arcs: number[][][], objects: Record<string, Geometry> }} Topology */

/** @param {Topology} topology @returns {World} */
export function world(topology) {
  const arcs = topology.arcs.map((arc) => decoded(arc, topology.transform));
  return {
    land: polygons(topology.objects.countries).map((rings) => shape(rings.map((ring) => joined(ring, arcs)))),
    borders: shared(topology.objects.countries).map((index) => shape([unrolled(arcs[index] ?? [])])),
  };
}

/** Each point is written as the step from the one before. @param {number[][]} arc @param {Topology["transform"]} transform @returns {Line} */
function decoded(arc, { scale, translate }) {
  let x = 0;
  let y = 0;
  return arc.map(([dx = 0, dy = 0]) => {
    x += dx;
    y += dy;
    return [x * (scale[0] ?? 1) + (translate[0] ?? 0), y * (scale[1] ?? 1) + (translate[1] ?? 0)];
  });
}

/** The rings of every polygon, as numbers of arcs. @param {Geometry | undefined} geometry @returns {number[][][]} */
function polygons(geometry) {
  if (!geometry) return [];
  if (geometry.type === "Polygon") return [geometry.arcs];
  if (geometry.type === "MultiPolygon") return geometry.arcs;
  return (geometry.geometries ?? []).flatMap(polygons);
}

/** A ring from its arcs; one that is run through backwards is written as `~number`. @param {number[]} ring @param {Line[]} arcs @returns {Line} */
function joined(ring, arcs) {
  return unrolled(ring.flatMap((index) => (index < 0 ? [...(arcs[~index] ?? [])].reverse() : arcs[index] ?? [])));
}

/** A line across the date line goes on beyond 180°; a ring around a pole goes by way of it. @param {Line} line @returns {Line} */
function unrolled(line) {
  let turn = 0;
  let before = line[0]?.[0] ?? 0;
  /** @type {Line} */
  const unrolled = line.map(([x, y]) => {
    if (Math.abs(x - before) > 180) turn += x < before ? 360 : -360;
    before = x;
    return [x + turn, y];
  });
  const first = unrolled[0]?.[0] ?? 0;
  const last = unrolled.at(-1)?.[0] ?? 0;
  return Math.abs(last - first) > 180 ? [...unrolled, [last, -90], [first, -90]] : unrolled;
}

/** The arcs between two countries. @param {Geometry | undefined} countries */
function shared(countries) {
  const seen = new Set();
  const twice = new Set();
  for (const index of polygons(countries).flat(2)) {
    const arc = index < 0 ? ~index : index;
    (seen.has(arc) ? twice : seen).add(arc);
  }
  return [...twice];
}

/** @param {Line[]} lines @returns {Shape} */
function shape(lines) {
  let [west, south, east, north] = [540, 90, -540, -90];
  for (const [x, y] of lines.flat()) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return { lines, west, south, east, north };
}
