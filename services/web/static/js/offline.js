// @ts-check
/* Registers the service worker where there is one; an installed application keeps what was looked at. */

const address = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="x-worker"]'))?.href;
const installed = matchMedia("(display-mode: standalone)").matches;

if (address && "serviceWorker" in navigator) {
  const url = installed ? `${address}?keep=1` : address;
  navigator.serviceWorker.register(url).catch(() => { /* a browser that forbids it goes without */ });
}
