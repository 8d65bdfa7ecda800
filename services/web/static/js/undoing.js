// @ts-check
/* Undo beside what was just done: a button with `data-undo`, the number of the deed, takes it back.
   The buttons are seen once this listens (base.css), so that none is clicked in vain. */

import { post } from "./api.js";
import { toast } from "./toast.js";

/** @param {() => string} onward the address to go on to once it is taken back */
export function undoing(onward) {
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-undo]");
    if (!(button instanceof HTMLButtonElement)) return;
    button.disabled = true;
    try {
      await post(`/api/deeds/${button.dataset.undo}/undo`);
      location.replace(onward());
    } catch (error) {
      button.disabled = false;
      toast(error instanceof Error ? error.message : String(error), { bad: true });
    }
  });
  document.documentElement.classList.add("undoing");
}
