// @ts-check
/* What can be done with chosen files: favourite, stars, tags, words, date, download, look again, trash. */

import { submit } from "../api.js";
import { toast } from "../toast.js";
import { _, count } from "../words.js";
import { act } from "./actions.js";
import { ask } from "./asking.js";
import { carry } from "./carry.js";
import { clear } from "./chosen.js";
import { leave, love, loved, reload } from "./tiles.js";

/** @typedef {import("./chosen.js").Selected} Selected */
/** @typedef {import("./carry.js").Said} Said */

/** @type {Map<number, () => void>} what to draw when a deed was taken back */
const backwards = new Map();
document.addEventListener("undone", (event) => backwards.get(/** @type {CustomEvent} */ (event).detail.deed)?.());

/** @param {Selected} selected */
const ids = (selected) => ("ids" in selected ? selected.ids : []);

/** Say what was done. @param {Said} said @param {string} one @param {string} many @param {() => void} [undone] */
function tell(said, one, many, undone) {
  const text = said.changed === 1 ? one : said.changed ? _(many, { n: count(said.changed) }) : _("Nothing had to be changed");
  toast(said.rest ? _("Stopped, {n} files left out. {text}", { n: count(said.rest), text }) : text, { undo: said.deed });
  if (said.deed && undone) backwards.set(said.deed, undone);
  clear();
}

/** What goes wrong without a dialog is told in a toast. @param {() => Promise<void>} work */
const tried = (work) => work().catch((error) => toast(error instanceof Error ? error.message : String(error), { bad: true }));

/** Tell when it is done; until then other things can be done. @param {{ end: Promise<Said> }} going @param {(said: Said) => void} then */
const follow = ({ end }, then) => void tried(async () => then(await end));

act("favourite", (selected, { total }) => tried(async () => {
  const some = ids(selected);
  const on = !loved(some);
  const said = await (await carry("favourite", selected, { on }, total)).end;
  if (some.length) love(some, on);
  else reload();
  if (on) tell(said, _("Marked as a favourite"), _("{n} files marked as favourites"), () => love(some, false));
  else tell(said, _("No longer a favourite"), _("{n} files are no longer favourites"), () => love(some, true));
}));

act("rating", (selected, { total }) =>
  ask("rating", total, async (form) => {
    const stars = new FormData(form).get("stars");
    if (stars === null) throw new Error(_("Choose how many stars."));
    const going = await carry("rating", selected, { stars: stars ? Number(stars) : null }, total);
    follow(going, (said) => tell(said, _("Rated"), _("{n} files rated")));
  }));

act("tag", async (selected, { total }) => {
  const { tag } = await import("./tagging.js");
  await tag(selected, total, (going) => follow(going, (said) => tell(said, _("Tags of 1 file changed"), _("Tags of {n} files changed"))));
});

act("comment", (selected, { total }) =>
  ask("commenting", total, async (form) => {
    const text = String(new FormData(form).get("text")).trim();
    if (!text) throw new Error(_("Write something first."));
    follow(await carry("comment", selected, { text }, total), (said) => tell(said, _("Comment added"), _("Comment added to {n} files")));
  }));

act("date", async (selected, { total }) => {
  const { date } = await import("./dating.js");
  await date(selected, total, (going) => follow(going, (said) => {
    tell(said, _("Date changed"), _("Dates of {n} files changed"), reload);
    reload();
  }));
});

act("download", (selected, { total }) => {
  submit("/api/selection/download", "ids" in selected ? { ids: selected.ids.join(",") } : { query: selected.query });
  toast(total === 1 ? _("The download begins") : _("The download of {n} files begins", { n: count(total) }));
});

act("sidecars", (selected, { total }) =>
  ask("sidecars", total, async (form) => {
    if (new FormData(form).get("to") === "zip") {
      submit("/api/selection/sidecars/download", "ids" in selected ? { ids: selected.ids.join(",") } : { query: selected.query });
      return;
    }
    follow(await carry("sidecars", selected, {}, total), (said) => tell(said, _("1 sidecar written"), _("{n} sidecars written")));
  }));

act("again", (selected, { total }) =>
  ask("asking-again", total, async (form) => {
    const analyzer = new FormData(form).get("analyzer") || null;
    follow(await carry("again", selected, { analyzer }, total), (said) => tell(said, _("1 file will be looked at again"), _("{n} files will be looked at again")));
  }));

act("trash", (selected, { total }) => tried(async () => {
  const said = await (await carry("trash", selected, {}, total)).end;
  const some = ids(selected);
  const back = some.length ? leave(some) : () => false;
  if (!some.length) reload();
  tell(said, _("Moved 1 file to the trash"), _("Moved {n} files to the trash"), () => back() || reload());
}));
