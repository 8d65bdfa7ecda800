// @ts-check
/* A file of the copy as a tile of the grid; without its thumbnail, a piece of its colour with its name. */

const SLIMMEST = 0.4; // of static/css/ratios.css
const STEP = 1.025;
const SHAPES = 83;

/** @param {import("./store.js").Kept} file */
export function figure(file) {
  const tile = document.createElement("li");
  tile.className = `tile ${shape(file)}`;
  const link = document.createElement("a");
  link.href = `/media/${file.id}`;
  link.setAttribute("aria-label", `${file.name}, ${file.at.slice(0, 10)}`);
  link.append(blank(file));
  const image = new Image();
  image.alt = "";
  image.loading = "lazy";
  image.addEventListener("load", () => link.querySelector(".blank")?.remove());
  image.addEventListener("error", () => image.remove());
  image.src = `/api/media/${file.id}/thumbnail?v=${file.version}`;
  link.append(image);
  tile.append(link);
  return tile;
}

/** @param {import("./store.js").Kept} file */
function blank({ name, colour }) {
  const made = document.createElement("span");
  made.className = "blank";
  if (colour && /^#[0-9a-f]{6}$/i.test(colour)) made.style.setProperty("--tint", colour);
  const said = document.createElement("span");
  said.textContent = name;
  made.append(said);
  return made;
}

/** @param {import("./store.js").Kept} file */
function shape({ width, height }) {
  const ratio = width && height ? width / height : 1;
  const step = Math.round(Math.log(ratio / SLIMMEST) / Math.log(STEP));
  return `ratio-${Math.min(Math.max(step, 0), SHAPES - 1)}`;
}
