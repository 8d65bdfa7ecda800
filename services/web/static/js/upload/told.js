// @ts-check
/* What the tray says of the whole queue. */

import { _, count } from "../words.js";
import { files, size, span } from "./pace.js";

/** @typedef {import("./queue.js").Queue} Queue */

/** How many files there are. @param {Queue} queue */
export const all = ({ items, counts }) => items.length - counts.gone;

/** How many of them need nothing more. @param {Queue} queue */
export const over = ({ counts: { done, known, failed } }) => done + known + failed;

/** @param {Queue} queue @param {number} asked how many of an earlier page are asked for */
export function title(queue, asked) {
  const { busy, paused, counts } = queue;
  const far = { over: count(over(queue)), files: files(all(queue)) };
  if (busy) return paused || !open(queue) ? _("Paused: {over} of {files}", far) : _("Adding {over} of {files}", far);
  if (counts.done) return _("{files} added", { files: files(counts.done) });
  return asked && !all(queue) ? _("Not finished") : _("Nothing new was added");
}

/** Whether anything is on its way. @param {Queue} queue */
const open = ({ counts }) => counts.sending + counts.stuck + counts.waiting > 0;

/** @param {Queue} queue @param {number} rate bytes a second, 0 where it is not known */
export function speed({ bytes, sent }, rate) {
  const far = _("{sent} of {all}", { sent: size(sent), all: size(bytes) });
  if (!rate) return [far];
  return [far, _("{rate} a second", { rate: size(rate) }), _("about {time} left", { time: span((bytes - sent) / rate) })];
}

/** @param {Queue} queue @returns {string[]} */
export function notes({ odd, counts: { known, failed, stuck } }) {
  const found = [];
  if (stuck) found.push(_("waiting for the connection"));
  if (odd) found.push(_("{files} kept with a fault", { files: files(odd) }));
  if (known) found.push(_("{files} already here", { files: files(known) }));
  if (failed) found.push(_("{files} not added", { files: files(failed) }));
  return found;
}
