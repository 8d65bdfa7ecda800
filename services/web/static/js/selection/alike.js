// @ts-check
/* Files that look like those that are chosen: a search whose address names the examples. */

import { toast } from "../toast.js";
import { _, count } from "../words.js";
import { act } from "./actions.js";

const MOST = 20; // examples

act("alike", (selected, { total }) => {
  if (!("ids" in selected) || total > MOST) {
    toast(_("Choose up to {n} pictures as examples", { n: count(MOST) }));
    return;
  }
  const query = new URLSearchParams(selected.ids.map((id) => ["like", String(id)]));
  query.append("sort", "like");
  location.assign(`/search?${query}`);
});
