// @ts-check
/* The service worker: without a connection it shows a page of our own; installed as an application it also
   keeps what was looked at last.  Signing out empties what it kept. */

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const KEEPS = new URL(location.href).searchParams.has("keep");
const SHELL = "bowerbird-shell-1";
const SEEN = "bowerbird-seen-1";
const MOST = 1500; // answers kept of what was looked at
const OFFLINE = "/offline";
const LEAVES = new Set(["/sign-out", "/account/sign-out"]);
const COPY = "bowerbird-copy"; // of store.js
const PARTS = ["page", "figure", "store"]; // what the page without a connection runs, beside what it names
const PAGES = /^\/($|media\/\d+$|albums|search$)/;
const PICTURES = /^\/api\/(media\/\d+\/(thumbnail|preview)|faces\/\d+\/chip)$/;

scope.addEventListener("install", (event) => {
  event.waitUntil(shell().then(() => scope.skipWaiting()));
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== SHELL && (name !== SEEN || !KEEPS)).map((name) => caches.delete(name))))
      .then(() => scope.clients.claim()),
  );
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (LEAVES.has(pathname)) {
    event.waitUntil(Promise.all([caches.delete(SEEN), forget()]));
  } else if (request.method !== "GET" || request.headers.has("range")) {
    return;
  } else if (pathname.startsWith("/static/")) {
    event.respondWith(fresh(event, SHELL));
  } else if (KEEPS && PICTURES.test(pathname)) {
    event.respondWith(kept(event));
  } else if (request.mode === "navigate") {
    event.respondWith(visited(event, KEEPS && PAGES.test(pathname)));
  }
});

/** The page without a connection, and all that it takes to show it. */
async function shell() {
  const cache = await caches.open(SHELL);
  const page = await fetch(OFFLINE, { cache: "reload" });
  const named = [...(await page.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, path]) => path ?? "");
  const parts = PARTS.map((part) => `/static/js/copy/${part}.js`);
  await cache.put(OFFLINE, page);
  await cache.addAll([...new Set([...named, ...parts, "/static/js/words.js"])]);
}

/** Remove the copy of the library; pages that use it let go of it. */
function forget() {
  return new Promise((done) => {
    const asked = indexedDB.deleteDatabase(COPY);
    asked.onsuccess = asked.onerror = () => done(undefined);
  });
}

/** From the server, and as it was last where that cannot be reached.  Keeping it holds nobody up, and a device
    without room keeps nothing more. @param {FetchEvent} event @param {string} name */
async function fresh(event, name) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keep(event.request, answer.clone(), name).catch(() => { /* there is no room */ }));
    return answer;
  } catch (error) {
    const found = await caches.match(event.request);
    if (found) return found;
    throw error;
  }
}

/** A picture never changes under its address. @param {FetchEvent} event */
async function kept(event) {
  return (await caches.match(event.request)) ?? fresh(event, SEEN);
}

/** @param {FetchEvent} event @param {boolean} keeps */
async function visited(event, keeps) {
  try {
    return await (keeps ? fresh(event, SEEN) : fetch(event.request));
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

/** @param {Request} request @param {Response} answer @param {string} name */
async function keep(request, answer, name) {
  if (answer.redirected || answer.type !== "basic") return;
  const cache = await caches.open(name);
  await cache.put(request, answer);
  if (name === SEEN) {
    const held = await cache.keys();
    await Promise.all(held.slice(0, Math.max(0, held.length - MOST)).map((old) => cache.delete(old)));
  }
}
