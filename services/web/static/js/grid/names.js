// @ts-check
/* A comma shows the names and days of the pictures below them, and hides them again, on this device. */

const KEPT = "names";
const show = (/** @type {boolean} */ on) => document.documentElement.classList.toggle("named", on);

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select");
  if (event.key !== "," || event.ctrlKey || event.metaKey || event.altKey || typing || document.querySelector("dialog[open]")) return;
  localStorage.setItem(KEPT, show(!document.documentElement.classList.contains("named")) ? "1" : "");
});
show(localStorage.getItem(KEPT) === "1");
