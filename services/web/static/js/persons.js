// @ts-check
/* People: how many are chosen, ranges with Shift, taking back what was done; looking faces over one by one. */

import "./page.js";
import { choose } from "./persons/choosing.js";
import { review } from "./persons/reviewing.js";
import { undoing } from "./undoing.js";

document.documentElement.classList.add("scripts");
choose();
review();
undoing(here);
document.addEventListener("undone", () => location.replace(here()));

/** This address, without what was just done. */
function here() {
  const asked = new URLSearchParams(location.search);
  asked.delete("deed");
  asked.delete("done");
  return location.pathname + (asked.size ? `?${asked}` : "");
}
