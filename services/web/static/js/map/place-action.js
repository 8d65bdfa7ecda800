// @ts-check
/* “Set place” for the files that are chosen in the grid. */

import { act } from "../selection/actions.js";
import { clear } from "../selection/chosen.js";

act("place", async (selected, { total }) => {
  const [{ pick }, { setPlace }] = await Promise.all([import("./picker.js"), import("./placing.js")]);
  const point = await pick(null);
  if (point && (await setPlace(selected, point, total))) clear();
});
