// @ts-check
/* People: how many are chosen, ranges with Shift, taking back what was done; looking faces over one by one. */

import "./page.js";
import { post } from "./api.js";
import { choose } from "./persons/choosing.js";
import { review } from "./persons/reviewing.js";
import { toast } from "./toast.js";

document.documentElement.classList.add("scripts");
choose();
review();
document.addEventListener("undone", () => location.replace(location.pathname + plain()));

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-undo]");
  if (!(button instanceof HTMLButtonElement)) return;
  button.disabled = true;
  try {
    await post(`/api/deeds/${button.dataset.undo}/undo`);
    location.replace(location.pathname + plain());
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
});

/** What the address asks for, without what was just done. */
function plain() {
  const asked = new URLSearchParams(location.search);
  asked.delete("deed");
  asked.delete("done");
  return asked.size ? `?${asked}` : "";
}
