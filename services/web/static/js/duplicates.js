// @ts-check
/* Duplicates: what was done can be taken back, and the choice of a group is shown on its pictures. */

import { post } from "./api.js";
import { toast } from "./toast.js";

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-undo]");
  if (!(button instanceof HTMLButtonElement)) return;
  button.disabled = true;
  try {
    await post(`/api/deeds/${button.dataset.undo}/undo`);
    location.replace(location.pathname);
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
});

/* Keys: 1 to 9 choose the one to keep in the group that has the focus. */
document.addEventListener("keydown", (event) => {
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  const group = document.activeElement?.closest(".twins");
  const choice = group?.querySelectorAll('input[name="keep"]')[Number(event.key) - 1];
  if (choice instanceof HTMLInputElement) choice.click();
});
