// @ts-check
/* From picture to picture, and back to where one was in the library. */

const SWIPE = 60; // px

export function turnPages() {
  for (const link of document.querySelectorAll("a[data-turn]")) {
    if (link instanceof HTMLAnchorElement) prepare(link);
  }
  const back = document.querySelector("a[data-back]");
  if (back instanceof HTMLAnchorElement) leadBack(back);
  const panel = document.querySelector("[data-panel]");
  fold(panel, localStorage.getItem("panel") === "folded");
  panel?.addEventListener("click", () => {
    const folded = !document.body.classList.contains("folded");
    localStorage.setItem("panel", folded ? "folded" : "");
    fold(panel, folded);
  });
  watchSwipe();
}

/** @param {HTMLAnchorElement} link */
function leadBack(link) {
  const { media } = /** @type {HTMLElement} */ (document.querySelector("[data-media]")).dataset;
  sessionStorage.setItem("place", JSON.stringify({ media, href: link.href }));
  link.addEventListener("click", (event) => {
    if (sessionStorage.getItem("from") !== "library" || history.length < 2) return;
    event.preventDefault();
    history.back();
  });
}

/** A turn replaces this page in the history, so that Back leads to the library. @param {HTMLAnchorElement} link */
function prepare(link) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.replace(link.href);
  });
  if (link.dataset.picture) new Image().src = link.dataset.picture;
}

/** @param {Element | null} button @param {boolean} folded */
function fold(button, folded) {
  document.body.classList.toggle("folded", folded);
  button?.setAttribute("aria-expanded", String(!folded));
}

function watchSwipe() {
  const stage = document.querySelector("#stage");
  /** @type {Touch | null} */
  let begun = null;
  stage?.addEventListener("touchstart", (event) => {
    const { touches } = /** @type {TouchEvent} */ (event);
    begun = touches.length === 1 && !stage.querySelector(".zoomed") ? (touches[0] ?? null) : null;
  }, { passive: true });
  stage?.addEventListener("touchend", (event) => {
    const ended = /** @type {TouchEvent} */ (event).changedTouches[0];
    if (!begun || !ended) return;
    const by = ended.clientX - begun.clientX;
    if (Math.abs(by) < SWIPE || Math.abs(ended.clientY - begun.clientY) > SWIPE) return;
    /** @type {HTMLElement | null} */ (stage.querySelector(by < 0 ? ".turn.older" : ".turn.newer"))?.click();
  }, { passive: true });
}
