// @ts-check
/* The panel beside the picture: folded away or not, as last time. */

const KEPT = "panel";

export function foldPanel() {
  const button = document.querySelector("[data-panel]");
  fold(button, localStorage.getItem(KEPT) === "folded");
  button?.addEventListener("click", () => {
    const folded = !document.body.classList.contains("folded");
    localStorage.setItem(KEPT, folded ? "folded" : "");
    fold(button, folded);
  });
}

export function unfold() {
  if (document.body.classList.contains("folded")) /** @type {HTMLElement | null} */ (document.querySelector("[data-panel]"))?.click();
}

/** Unfold the panel and bring something in it in sight. @param {Element} part */
export function reveal(part) {
  unfold();
  part.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

/** @param {Element | null} button @param {boolean} folded */
function fold(button, folded) {
  document.body.classList.toggle("folded", folded);
  button?.setAttribute("aria-expanded", String(!folded));
}
