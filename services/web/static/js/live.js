// @ts-check
/* News from the server: `live:open`, `live:media`, `live:analysis`, `live:change` and `live:work` on the body, and a note while it is silent.
   Only the tab that is looked at listens: a browser gives a host six connections. */

const RETRY = 5000; // ms
const lost = /** @type {HTMLElement | null} */ (document.querySelector("#lost"));
/** @type {EventSource | undefined} */
let stream;
/** @type {number | undefined} */
let timer;

/** @param {string} name */
const tell = (name) => document.body.dispatchEvent(new CustomEvent(`live:${name}`));

function listen() {
  clearTimeout(timer);
  if (document.hidden || stream || !lost?.dataset.events) return;
  stream = new EventSource(lost.dataset.events);
  stream.addEventListener("open", () => { back(); tell("open"); }); // what came before is to be asked for
  stream.addEventListener("media", () => tell("media"));
  stream.addEventListener("analysis", () => { tell("analysis"); tell("work"); });
  stream.addEventListener("change", () => tell("change"));
  stream.addEventListener("error", check);
}

function leave() {
  stream?.close();
  stream = undefined;
}

/* A stream may end for many reasons; the connection is lost only when nothing answers at all. */
async function check() {
  leave();
  clearTimeout(timer);
  timer = setTimeout(listen, RETRY);
  try {
    const answer = await fetch(lost?.dataset.health ?? "", { cache: "no-store" });
    if (answer.ok) return back();
  } catch { /* told below */ }
  if (!document.hidden && lost?.hasAttribute("hidden")) {
    lost.removeAttribute("hidden");
    tell("lost");
  }
}

function back() {
  if (!lost || lost.hasAttribute("hidden")) return;
  lost.setAttribute("hidden", "");
  for (const name of ["back", "media", "analysis", "change", "work"]) tell(name);
}

document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()));
document.addEventListener("htmx:sendError", check);
addEventListener("online", listen);
addEventListener("offline", check);
addEventListener("pagehide", leave);
addEventListener("pageshow", listen);
listen();
