// @ts-check
/* The pace that a person chooses for all browsers replaces the one that this browser remembers. */

document.querySelector("#appearance")?.addEventListener("submit", () => localStorage.removeItem("show-seconds"));
