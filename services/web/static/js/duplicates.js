// @ts-check
/* Duplicates: what was done can be taken back, and the choice of a group is shown on its pictures. */

import { undoing } from "./undoing.js";

undoing(() => location.pathname);

/* Keys: 1 to 9 choose the one to keep in the group that has the focus. */
document.addEventListener("keydown", (event) => {
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  const group = document.activeElement?.closest(".twins");
  const choice = group?.querySelectorAll('input[name="keep"]')[Number(event.key) - 1];
  if (choice instanceof HTMLInputElement) choice.click();
});
