// @ts-check
/* The pictures beside the map: those in view, or those of a cluster that was chosen. */

import { address, filters } from "./state.js";

const REST = 350; // milliseconds for which the map must not move before its pictures are asked for

const htmx = () => /** @type {any} */ (window).htmx;

export class Strip {
  #timer = 0;
  #asked = "";
  #chosen = false;

  /** @param {HTMLElement} sheet @param {HTMLElement} element @param {{ strip: string }} pages */
  constructor(sheet, element, pages) {
    this.sheet = sheet;
    this.element = element;
    this.pages = pages;
    const handle = sheet.querySelector(".sheet-handle");
    handle?.addEventListener("click", () => {
      handle.ariaExpanded = String(!sheet.classList.toggle("folded"));
    });
  }

  /** Show what is in view, unless a cluster is looked at; a drawn area stays as it is. @param {string} box */
  view(box) {
    if (this.#chosen) return;
    const drawn = filters().has("area");
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#show(address(this.pages.strip, drawn ? { chosen: "1" } : { area: box })), REST);
  }

  /** Show the pictures of these areas. @param {string[]} area */
  choose(area) {
    this.#chosen = true;
    clearTimeout(this.#timer);
    this.sheet.classList.remove("folded");
    this.#show(address(this.pages.strip, { area, chosen: "1" }));
  }

  /** Go back to what is in view. */
  release() {
    this.#chosen = false;
    this.#asked = "";
  }

  /** Ask again for the same. */
  refresh() {
    const asked = this.#asked;
    this.#asked = "";
    if (asked) this.#show(asked);
  }

  get chosen() {
    return this.#chosen;
  }

  /** @param {string} href */
  #show(href) {
    if (href === this.#asked) return;
    this.#asked = href;
    this.element.setAttribute("aria-busy", "true");
    htmx()?.ajax("GET", href, { source: this.element, target: this.element, swap: "innerHTML" }).then(() => this.element.removeAttribute("aria-busy"));
  }
}
