// @ts-check
/* Open menus close with Escape and with a click elsewhere. */

const open = () => document.querySelectorAll("details.choice[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute("open");
  }
});

document.addEventListener("keydown", (event) => {
  const menus = event.key === "Escape" ? [...open()] : [];
  for (const menu of menus) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  }
  if (menus.length) event.stopPropagation(); // the key leads nowhere else
}, { capture: true });
