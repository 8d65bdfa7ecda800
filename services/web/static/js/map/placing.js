// @ts-check
/* Sets the place of files, and tells so with a way to undo it. */

import { _, count } from "../words.js";
import { written } from "./coordinates.js";

/** @typedef {import("./coordinates.js").Point} Point */

/** Set the place of these files; whether it was done. @param {{ ids: number[] } | { query: string }} files @param {Point} point @param {number} [total] how many they are */
export async function setPlace(files, point, total = 1) {
  const [{ carry }, { toast }] = await Promise.all([import("../selection/carry.js"), import("../toast.js")]);
  try {
    const { changed, deed } = await (await carry("place", files, point, total)).end;
    const text = changed === 1 ? _("Place set: {place}", { place: written(point) }) : _("Place of {n} files set", { n: count(changed) });
    toast(text, { undo: deed });
    return true;
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { bad: true });
    return false;
  }
}
