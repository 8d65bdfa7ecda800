// @ts-check
/* Registers the service worker where there is one, and keeps this browser's copy of the library in step. */

import { forget, wanted } from "./copy/wish.js";

const address = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="x-worker"]'))?.href;
const PAUSE = 5 * 60 * 1000; // ms between two looks for what changed
const ASKED = "copied"; // when that was last, in this browser

if (address && "serviceWorker" in navigator) {
  const url = wanted() ? `${address}?keep=1` : address;
  navigator.serviceWorker.register(url).catch(() => { /* a browser that forbids it goes without */ });
}

if (wanted() && navigator.onLine && Date.now() - Number(localStorage.getItem(ASKED)) > PAUSE) {
  localStorage.setItem(ASKED, String(Date.now()));
  const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 2000));
  later(() => import("./copy/copying.js").then(({ bring }) => bring()).catch(() => { /* the next page tries again */ }));
}

/* Whoever signs out keeps nothing here; the service worker removes the copy. */
document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || !/\/sign-out$/.test(new URL(event.target.action).pathname)) return;
  forget();
  localStorage.removeItem(ASKED);
});
