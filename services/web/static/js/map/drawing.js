// @ts-check
/* Draws a rectangle or a lasso on the map, by mouse, pen or finger; the shape becomes an area to search in. */

const FEWEST = 12; // pixels; anything smaller was a slip
const MOST_CORNERS = 120;

/** @typedef {"box" | "lasso"} Tool */

/**
 * @param {any} L @param {any} map @param {HTMLElement[]} buttons  with `data-draw`
 * @param {(area: string) => void} drawn
 */
export function drawAreas(L, map, buttons, drawn) {
  const ground = map.getContainer();
  /** @type {Tool | null} */
  let tool = null;
  /** @type {any[]} */
  let points = [];
  /** @type {any} */
  let shape = null;

  /** @param {Tool | null} next */
  function choose(next) {
    tool = tool === next ? null : next;
    for (const button of buttons) button.ariaPressed = String(button.dataset.draw === tool);
    ground.classList.toggle("drawing", tool !== null);
    map.dragging[tool ? "disable" : "enable"]();
    map.boxZoom[tool ? "disable" : "enable"]();
    map.touchZoom[tool ? "disable" : "enable"]();
    drop();
  }

  function drop() {
    shape?.remove();
    shape = null;
    points = [];
  }

  for (const button of buttons) button.addEventListener("click", () => choose(/** @type {Tool} */ (button.dataset.draw)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && tool) choose(null);
  });

  ground.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (!tool || event.button || inControl(event)) return;
    event.preventDefault();
    event.stopPropagation();
    ground.setPointerCapture(event.pointerId);
    points = [map.mouseEventToContainerPoint(event)];
    shape = L.polygon([], { className: "drawn-area", interactive: false }).addTo(map);
  }, true);
  ground.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!shape) return;
    const point = map.mouseEventToContainerPoint(event);
    if (tool === "box") points = [points[0], point];
    else points.push(point);
    shape.setLatLngs(corners().map((corner) => map.containerPointToLatLng(corner)));
  });
  ground.addEventListener("pointerup", () => {
    if (!shape) return;
    const area = large() ? written(corners().map((corner) => map.containerPointToLatLng(corner))) : "";
    choose(null);
    if (area) drawn(area);
  });
  ground.addEventListener("pointercancel", drop);

  function corners() {
    if (tool !== "box") return points;
    const [a, b = a] = points;
    return [a, L.point(b.x, a.y), b, L.point(a.x, b.y)];
  }

  function large() {
    const { min, max } = L.bounds(corners());
    return max.x - min.x >= FEWEST && max.y - min.y >= FEWEST;
  }

  /** @param {any[]} latlngs */
  function written(latlngs) {
    if (tool === "box") {
      const box = L.latLngBounds(latlngs);
      return [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()].map((side) => side.toFixed(5)).join(",");
    }
    let simple = points;
    for (let tolerance = 1; simple.length > MOST_CORNERS || tolerance === 1; tolerance *= 2) simple = L.LineUtil.simplify(points, tolerance);
    return simple.map((point) => map.containerPointToLatLng(point)).map(({ lat, lng }) => `${lat.toFixed(5)} ${lng.toFixed(5)}`).join(",");
  }
}

/** @param {PointerEvent} event */
const inControl = (event) => event.target instanceof Element && event.target.closest(".leaflet-control");

/** The areas of the address as shapes on the map. @param {any} L @param {any} map @param {string[]} areas */
export function showAreas(L, map, areas) {
  for (const area of areas) {
    const parts = area.split(",").map((part) => part.trim().split(/\s+/).map(Number));
    const [south, west, north, east] = parts.flat();
    const box = [[south, west], [north, west], [north, east ?? 0], [south, east ?? 0]];
    L.polygon(parts[0]?.length === 2 ? parts : box, { className: "drawn-area", interactive: false }).addTo(map);
  }
}
