// @ts-check
/* Errands that were interrupted: the one that this tab was at goes on by itself, others where a person says so. */

import { post } from "../api.js";
import { toast } from "../toast.js";
import { _, count } from "../words.js";
import { left, pursue } from "./carry.js";
import { reload } from "./tiles.js";

/** @param {import("./carry.js").Errand} errand */
async function goOn(errand) {
  try {
    const said = await pursue(errand);
    toast(_("Done: {n} files changed", { n: count(said.changed) }), { undo: said.deed });
    if (document.querySelector("#grid")) reload();
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
}

const held = left();
if (held) goOn(held);

for (const note of document.querySelectorAll("[data-errand]")) {
  if (!(note instanceof HTMLElement)) continue;
  const id = Number(note.dataset.errand);
  if (id === held?.id) note.remove();
  note.addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!(button instanceof HTMLElement)) return;
    note.remove();
    const { on, back } = button.dataset;
    if (on !== undefined) return void goOn(await post(`/api/errands/${id}/step`));
    await post(`/api/errands/${id}/stop`);
    if (back === undefined) return;
    await post(`/api/deeds/${back}/undo`).then(() => toast(_("Undone")), (error) => toast(error.message, { bad: true }));
    reload();
  });
}
