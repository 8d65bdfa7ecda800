// @ts-check
/* Open menus close with Escape and with a click elsewhere. */

const open = () => document.querySelectorAll("details.choice[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute("open");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  }
});
