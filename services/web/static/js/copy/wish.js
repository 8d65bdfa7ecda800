// @ts-check
/* Whether this browser keeps a copy of the library: an installed application does unless it was told not to,
   any other where it was told to. */

const NAME = "offline";

export const installed = () => matchMedia("(display-mode: standalone)").matches;

export const wanted = () => (localStorage.getItem(NAME) ?? (installed() ? "on" : "off")) === "on";

/** @param {boolean} on */
export const want = (on) => localStorage.setItem(NAME, on ? "on" : "off");

/** As if nobody had said anything. */
export const forget = () => localStorage.removeItem(NAME);
