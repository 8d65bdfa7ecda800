// @ts-check
/* Moments: each one in sight shows the picture of its second, which the browser takes from the film. */

import "./page.js";

const NEAR = "300px"; // around the window

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting || !(target instanceof HTMLVideoElement)) continue;
    watcher.unobserve(target);
    target.addEventListener("loadeddata", () => target.classList.add("drawn"), { once: true });
    target.preload = "auto";
    target.src = target.dataset.still ?? "";
  }
}, { rootMargin: NEAR });

function watch() {
  for (const film of document.querySelectorAll("video[data-still]:not([src])")) watcher.observe(film);
}

document.body.addEventListener("htmx:afterSettle", watch);
watch();
