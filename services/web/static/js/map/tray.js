// @ts-check
/* The files without a place: dragged onto the map by mouse or finger, or chosen and set at its middle by the keyboard. */

import { _, count } from "../words.js";
import { wrapped } from "./coordinates.js";
import { setPlace } from "./placing.js";
import { address } from "./state.js";

const SLACK = 6; // pixels that a press may move before it is a drag
const HOLD = 280; // milliseconds that a finger rests before it drags, and does not scroll

const htmx = () => /** @type {any} */ (window).htmx;

/** @param {any} map @param {{ tray: HTMLElement, opener: HTMLElement, aim: HTMLElement, page: string }} parts @param {() => void} placed */
export function placeFiles(map, { tray, opener, aim, page }, placed) {
  /** @type {Set<number>} */
  const chosen = new Set();
  const ground = map.getContainer();

  /** @param {boolean} open */
  async function show(open) {
    tray.hidden = aim.hidden = !open;
    opener.ariaExpanded = String(open);
    document.body.classList.toggle("placing", open);
    if (!open) return opener.focus();
    await load();
    tray.querySelector("button")?.focus();
  }

  async function load() {
    chosen.clear();
    await htmx()?.ajax("GET", address(page), { source: tray, target: tray, swap: "innerHTML" }); // of its own, so that it waits for no other
  }

  function tell() {
    const said = tray.querySelector("[data-chosen]");
    const button = tray.querySelector("[data-place-here]");
    if (said) said.textContent = chosen.size ? _("{n} selected", { n: count(chosen.size) }) : "";
    if (button instanceof HTMLButtonElement) button.disabled = !chosen.size;
  }

  /** @param {number[]} ids @param {{ lat: number, lng: number }} at */
  async function set(ids, { lat, lng }) {
    if (!ids.length || !(await setPlace({ ids }, { latitude: Number(lat.toFixed(6)), longitude: Number(wrapped(lng).toFixed(6)) }))) return;
    for (const id of ids) tray.querySelector(`[data-id="${id}"]`)?.parentElement?.remove();
    chosen.clear();
    tell();
    placed();
    if (!tray.querySelector(".unplaced")) load();
  }

  opener.addEventListener("click", () => show(tray.hidden));
  tray.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : tray;
    if (target.closest("[data-close-tray]")) show(false);
    if (target.closest("[data-place-here]")) set([...chosen], map.getCenter());
    const file = target.closest(".unplaced");
    if (!(file instanceof HTMLElement)) return;
    const id = Number(file.dataset.id);
    if (!chosen.delete(id)) chosen.add(id);
    file.ariaPressed = String(chosen.has(id));
    tell();
  });
  ground.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && event.target === ground && !tray.hidden) set([...chosen], map.getCenter());
  });
  /* A finger that holds a file drags it, and does not scroll or open a menu. */
  tray.addEventListener("touchmove", (event) => document.body.classList.contains("dragging-file") && event.preventDefault(), { passive: false });
  tray.addEventListener("contextmenu", (event) => event.preventDefault());
  tray.addEventListener("pointerdown", (event) => {
    const file = event.target instanceof Element && event.target.closest(".unplaced");
    if (!(file instanceof HTMLElement) || event.button) return;
    const id = Number(file.dataset.id);
    drag(event, file, () => (chosen.has(id) ? [...chosen] : [id]));
  });

  /** @param {PointerEvent} begun @param {HTMLElement} file @param {() => number[]} ids */
  function drag(begun, file, ids) {
    const end = new AbortController();
    const { signal } = end;
    /** @type {HTMLElement | null} */
    let ghost = null;
    const lift = () => {
      ghost = /** @type {HTMLElement} */ (file.cloneNode(true));
      ghost.className = "dragged-file";
      ghost.dataset.count = String(ids().length);
      ghost.removeAttribute("data-id");
      document.body.append(ghost);
      document.body.classList.add("dragging-file");
      ghost.style.translate = `${begun.clientX}px ${begun.clientY}px`;
    };
    const timer = begun.pointerType === "touch" ? setTimeout(lift, HOLD) : 0;
    /** @param {PointerEvent} event */
    const move = (event) => {
      if (ghost) ghost.style.translate = `${event.clientX}px ${event.clientY}px`;
      else if (Math.hypot(event.clientX - begun.clientX, event.clientY - begun.clientY) < SLACK) return;
      else if (begun.pointerType === "touch") stop(); // it scrolls
      else lift();
    };
    const stop = () => {
      clearTimeout(timer);
      end.abort();
      ghost?.remove();
      document.body.classList.remove("dragging-file");
    };
    document.addEventListener("pointermove", move, { signal });
    document.addEventListener("pointercancel", stop, { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && stop(), { signal });
    document.addEventListener("pointerup", (event) => {
      const lifted = ghost !== null;
      stop();
      if (!lifted) return;
      addEventListener("click", unheard, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", unheard, { capture: true })); // a finger's drag ends without one
      if (ground.contains(document.elementFromPoint(event.clientX, event.clientY))) set(ids(), map.mouseEventToLatLng(event));
    }, { signal });
  }
}

/** The click that ends a drag chooses nothing. @param {Event} click */
function unheard(click) {
  click.stopPropagation();
}
