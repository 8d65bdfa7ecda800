// @ts-check
/* Sets the place of files, and tells so with a way to undo it. */

import { _, count } from "../words.js";
import { written } from "./coordinates.js";

/** @typedef {import("./coordinates.js").Point} Point */

/** Set the place of these files; whether it was done. @param {{ ids: number[] } | { query: string }} files @param {Point} point */
export async function setPlace(files, point) {
  const { toast } = await import("../toast.js");
  const tray = /** @type {HTMLElement | null} */ (document.querySelector("#tray"));
  try {
    const answer = await fetch("/api/selection/place", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": tray?.dataset.token ?? "" },
      body: JSON.stringify({ ...files, ...point }),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.detail);
    const text = said.changed === 1 ? _("Place set: {place}", { place: written(point) }) : _("Place of {n} files set", { n: count(said.changed) });
    toast(text, { undo: said.deed });
    return true;
  } catch (error) {
    toast(_("The place was not set. {why}", { why: error instanceof Error ? error.message : "" }));
    return false;
  }
}
