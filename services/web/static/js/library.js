// @ts-check
/* The library: months that go on at both ends, a scrubber, files that can be chosen. */

import "./page.js";
import "./narrow/panel.js";
import "./searching.js";
import "./grid/fresh.js";
import "./grid/heart.js";
import "./grid/names.js";
import "./grid/place.js";
import "./albums/dragging.js";
import "./selection/choosing.js";
import { watchMonths } from "./grid/folding.js";
import { fitAll } from "./grid/sections.js";
import { watchEnds } from "./grid/pages.js";
import { showScrubber } from "./grid/scrubber.js";
import { grid } from "./grid/view.js";

history.scrollRestoration = "manual"; // the address says which part of the library is shown

function begin() {
  const held = grid();
  if (held) fitAll(held);
  watchEnds();
  watchMonths();
  showScrubber();
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (!(event.target instanceof Element) || event.target.id !== "results") return;
  begin();
  scrollTo({ top: 0, behavior: "instant" });
});
begin();

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
