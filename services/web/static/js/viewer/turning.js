// @ts-check
/* From picture to picture without loading a page: the neighbours are fetched ahead, the next view takes
   the place of this one when its picture is there, and Back leads to the library. */

export const TURNED = "turned";
const PATIENCE = 350; // ms that the old picture waits for the new one; then its small picture will do
const KEPT = 6; // views fetched ahead

/** @typedef {{ href: string, main: HTMLElement }} View */
/** @type {Map<string, Promise<View>>} */
const ahead = new Map();
let latest = 0;

/** Make the links of this view turn, and fetch where they lead. */
export function turnPages() {
  for (const link of document.querySelectorAll("a[data-turn]")) {
    if (!(link instanceof HTMLAnchorElement)) continue;
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      turnTo(link.href);
    });
    if (!link.dataset.picture && !link.classList.contains("turn")) continue;
    if (link.dataset.picture) new Image().src = link.dataset.picture;
    fetched(link.href).catch(() => ahead.delete(link.href)); // turning tries again, and says why not
  }
}

/** Whether there is a link of this view that leads on. @param {string} selector @returns {boolean} */
export function follow(selector) {
  const link = document.querySelector(selector);
  if (!(link instanceof HTMLAnchorElement)) return false;
  link.click();
  return true;
}

/** Fetch the neighbours anew: the ones that are known are no longer right. */
export const forget = () => ahead.clear();

/** Show the view at `href`; what fails is left to the browser, which says why. @param {string} href */
export async function turnTo(href) {
  const turn = ++latest;
  try {
    const { main, href: place } = await fetched(href);
    await Promise.race([drawn(main), new Promise((late) => setTimeout(late, PATIENCE))]);
    if (turn === latest) exchange(main, place);
  } catch {
    location.replace(href);
  }
  ahead.delete(href);
}

/** @param {string} href @returns {Promise<View>} */
function fetched(href) {
  const known = ahead.get(href);
  if (known) return known;
  const view = read(href);
  ahead.set(href, view);
  for (const old of [...ahead.keys()].slice(0, -KEPT)) ahead.delete(old);
  return view;
}

/** @param {string} href @returns {Promise<View>} */
async function read(href) {
  const answer = await fetch(href, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  if (!main) throw new Error("no view");
  return { href: answer.url, main };
}

/** @param {HTMLElement} main */
async function drawn(main) {
  const picture = main.querySelector(".picture");
  if (!(picture instanceof HTMLImageElement)) return;
  const image = new Image();
  image.src = picture.src;
  await image.decode().catch(() => {}); // the view itself shows what is wrong with it
}

/** @param {HTMLElement} main @param {string} href */
function exchange(main, href) {
  const held = document.activeElement?.closest("main [data-key]");
  const key = held instanceof HTMLElement ? held.dataset.key : undefined;
  document.querySelector("main")?.replaceWith(document.adoptNode(main));
  history.replaceState(null, "", href);
  document.title = main.dataset.title ?? document.title;
  const said = document.querySelector("#turned");
  if (said) said.textContent = main.dataset.name ?? "";
  if (key) /** @type {HTMLElement | null} */ (main.querySelector(`[data-key="${CSS.escape(key)}"]`))?.focus();
  /** @type {any} */ (window).htmx?.process(main);
  document.dispatchEvent(new Event(TURNED));
}

/** The way back is the browser's own where it led here, as that keeps the place. */
export function leadBack() {
  const link = document.querySelector("a[data-back]");
  const main = document.querySelector("main");
  if (!(link instanceof HTMLAnchorElement) || !main) return;
  sessionStorage.setItem("place", JSON.stringify({ media: main.dataset.media, href: link.href }));
  link.addEventListener("click", (event) => {
    if (sessionStorage.getItem("from") !== "library" || history.length < 2) return;
    event.preventDefault();
    history.back();
  });
}

document.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: "back", ArrowRight: "ahead", ArrowUp: "far-back", ArrowDown: "far-ahead" }[event.key];
  if (!by || !event.ctrlKey || event.defaultPrevented || document.querySelector(".player, dialog[open]")) return;
  event.preventDefault();
  follow(`a[data-jump="${by}"]`);
});
