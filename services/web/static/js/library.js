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
