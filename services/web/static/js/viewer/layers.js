// @ts-check
/* Boxes over the picture: shown by kind, or one by one from the list of what was found. */

const KEPT = "layers"; // shown kinds, for the next picture of this visit

export function showLayers() {
  const kept = new Set((sessionStorage.getItem(KEPT) ?? "").split(" "));
  for (const button of document.querySelectorAll("[data-layer]")) {
    if (!(button instanceof HTMLElement)) continue;
    const kind = button.dataset.layer ?? "";
    if (kept.has(kind)) press(button, true);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      press(button, on);
      if (on) kept.add(kind);
      else kept.delete(kind);
      sessionStorage.setItem(KEPT, [...kept].join(" "));
    });
  }
  for (const row of document.querySelectorAll("[data-show]")) {
    if (row instanceof HTMLElement) followRow(row);
  }
  for (const box of document.querySelectorAll("[data-finding]")) {
    box.addEventListener("click", () => rowOf(box)?.scrollIntoView({ block: "nearest", behavior: "smooth" }));
    box.addEventListener("pointerenter", () => rowOf(box)?.classList.add("lit"));
    box.addEventListener("pointerleave", () => rowOf(box)?.classList.remove("lit"));
  }
}

/** @param {HTMLElement} button @param {boolean} on */
function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
  document.querySelector(`[data-boxes="${button.dataset.layer}"]`)?.classList.toggle("on", on);
}

/** A row shows its boxes while it is pointed at, and keeps showing them once it was pressed. @param {HTMLElement} row */
function followRow(row) {
  const boxes = (row.dataset.show ?? "").split(" ").flatMap((id) => [...document.querySelectorAll(`[data-finding="${id}"]`)]);
  const light = (/** @type {boolean} */ on) => boxes.forEach((box) => box.classList.toggle("lit", on));
  const lit = () => row.classList.contains("lit");
  for (const event of ["pointerenter", "focus"]) row.addEventListener(event, () => light(true));
  for (const event of ["pointerleave", "blur"]) row.addEventListener(event, () => light(lit()));
  row.addEventListener("click", () => light(row.classList.toggle("lit")));
}

/** @param {Element} box */
function rowOf(box) {
  const id = box instanceof SVGElement ? box.dataset.finding : "";
  return document.querySelector(`[data-show~="${id}"]`);
}
