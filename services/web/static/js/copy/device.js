// @ts-check
/* The settings of this browser's copy: whether there is one, how much it is, bringing it up to date, removing it. */

import { toast } from "../toast.js";
import { _, count } from "../words.js";
import { bring } from "./copying.js";
import { remove, size, state } from "./store.js";
import { want, wanted } from "./wish.js";

const panel = document.querySelector("#device");
const SEEN = "bowerbird-seen-1"; // of the service worker

/** @param {string} name @returns {HTMLElement | null} */
const part = (name) => panel?.querySelector(`[data-${name}]`) ?? null;

async function show() {
  const on = wanted();
  const held = on ? await state().catch(() => undefined) : undefined;
  const files = held ? await size() : 0;
  const { usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const megabytes = Math.max(usage / 1e6, 0.1).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  const told = part("told");
  if (told) {
    told.textContent = held
      ? _("{n} files, brought up to date {when}. Bowerbird takes {mb} MB in this browser.", { n: count(files), when: new Date(held.at).toLocaleString(document.documentElement.lang), mb: megabytes })
      : on ? _("The copy is not here yet.") : _("Nothing of the library is kept in this browser.");
  }
  for (const [name, shown] of Object.entries({ keep: !on, now: on, drop: on })) {
    const button = part(name);
    if (button) button.hidden = !shown;
  }
}

/** @param {() => Promise<unknown>} work */
async function doing(work) {
  panel?.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch {
    toast(_("That did not work; is there a connection?"), { bad: true });
  } finally {
    panel?.removeAttribute("aria-busy");
    await show();
  }
}

async function drop() {
  want(false);
  await Promise.all([remove(), caches.delete(SEEN)]);
}

part("keep")?.addEventListener("click", () => doing(() => (want(true), bring({ whole: true }))));
part("now")?.addEventListener("click", () => doing(() => bring({ whole: true })));
part("drop")?.addEventListener("click", () => doing(drop));
show();
