// @ts-check
/* The pictures behind a link: more of them come while scrolling. */

import { watchEnds } from "../grid/pages.js";
import { fitAll } from "../grid/sections.js";
import { grid } from "../grid/view.js";

const held = grid();
if (held) fitAll(held);
watchEnds();
