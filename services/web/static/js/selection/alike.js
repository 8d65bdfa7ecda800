// @ts-check
/* Files that look like those that are chosen: a search whose address names the examples. */

import { tiles } from "../grid/sections.js";
import { toast } from "../toast.js";
import { _, count } from "../words.js";
import { act } from "./actions.js";
import { idOf } from "./reach.js";

const MOST = 20; // examples

act("alike", (selected, { total }) => {
  const examples = "ids" in selected ? selected.ids : tiles(document).map(idOf);
  if (total > MOST || examples.length < total) {
    toast(_("Choose up to {n} pictures as examples", { n: count(MOST) }));
    return;
  }
  const query = new URLSearchParams(examples.map((id) => ["like", String(id)]));
  query.append("sort", "like");
  location.assign(`/search?${query}`);
});
