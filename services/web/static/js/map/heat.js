// @ts-check
/* The clusters as warmth: where most pictures were taken it glows. */

/** @typedef {import("./markers.js").Cluster} Cluster */

const RADIUS = 46; // pixels around a cluster

export class Heat {
  /** @type {Cluster[]} */
  #clusters = [];
  #canvas = document.createElement("canvas");

  /** @param {any} L @param {any} map */
  constructor(L, map) {
    this.L = L;
    this.map = map;
    this.#canvas.className = "warmth";
    this.#canvas.ariaHidden = "true";
    map.getPane("overlayPane").append(this.#canvas);
    map.on("zoomstart", () => (this.#canvas.hidden = true));
  }

  /** Whether it is to be seen. */
  on = false;

  /** @param {Cluster[]} clusters */
  show(clusters) {
    this.#clusters = clusters;
    this.draw();
  }

  draw() {
    this.#canvas.hidden = !this.on;
    if (!this.on) return;
    const { x: width, y: height } = this.map.getSize();
    Object.assign(this.#canvas, { width, height });
    this.L.DomUtil.setPosition(this.#canvas, this.map.containerPointToLayerPoint([0, 0]));
    const pen = this.#canvas.getContext("2d");
    if (!pen) return;
    const most = Math.log1p(Math.max(...this.#clusters.map(({ count }) => count), 1));
    for (const cluster of this.#clusters) this.#glow(pen, cluster, Math.log1p(cluster.count) / most);
  }

  /** @param {CanvasRenderingContext2D} pen @param {Cluster} cluster @param {number} warmth  of the most there is */
  #glow(pen, cluster, warmth) {
    const turns = Math.round((this.map.getCenter().lng - cluster.longitude) / 360);
    const { x, y } = this.map.latLngToContainerPoint([cluster.latitude, cluster.longitude + 360 * turns]);
    const radius = RADIUS * (0.6 + warmth);
    const shade = pen.createRadialGradient(x, y, 0, x, y, radius);
    const hue = Math.round(60 - 50 * warmth);
    shade.addColorStop(0, `hsl(${hue} 95% 52% / ${0.35 + 0.5 * warmth})`);
    shade.addColorStop(0.5, `hsl(${hue + 12} 95% 55% / ${0.15 + 0.25 * warmth})`);
    shade.addColorStop(1, `hsl(${hue + 20} 95% 60% / 0)`);
    pen.fillStyle = shade;
    pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }
}
