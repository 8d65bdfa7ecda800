// @ts-check
/* The library: pages that arrive while scrolling go on in the month that they belong to. */

import "./page.js";

/** Put the tiles of a month that the page before began into that month's grid. */
function joinMonths() {
  for (const month of document.querySelectorAll(".month")) {
    const before = month.previousElementSibling;
    if (!(month instanceof HTMLElement && before instanceof HTMLElement)) continue;
    if (before.dataset.month !== month.dataset.month) continue;
    before.querySelector(".grid")?.append(...month.querySelectorAll(".tile"));
    month.remove();
  }
}

document.addEventListener("htmx:afterSettle", joinMonths);
document.addEventListener("htmx:afterSettle", showArrivals);
joinMonths();

/** At the top of the library new files appear by themselves; further down a button waits. */
function showArrivals() {
  if (scrollY < 100) document.querySelector("#fresh .fresh")?.dispatchEvent(new Event("arrived"));
}

/* The viewer's way back is the browser's own, which keeps the place. */
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest(".tile a")) sessionStorage.setItem("from", "library");
});

/* Back from the viewer, the picture that was looked at last is in sight; where the browser did not keep
   the page that far down, the library begins with it. */
addEventListener("pageshow", (event) => {
  const place = sessionStorage.getItem("place");
  sessionStorage.removeItem("place");
  if (!place || !(event.persisted || cameBack())) return;
  const { media, href } = JSON.parse(place);
  const tile = document.getElementById(`m${media}`);
  if (!tile) location.replace(href);
  else if (!inSight(tile)) tile.scrollIntoView({ block: "center" });
});

function cameBack() {
  const [visit] = performance.getEntriesByType("navigation");
  return visit instanceof PerformanceNavigationTiming && visit.type === "back_forward";
}

/** @param {Element} tile */
function inSight(tile) {
  const { top, bottom } = tile.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}
