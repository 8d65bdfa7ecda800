// @ts-check
/* One album: the grid of its files, of which some can be chosen. */

import "../library.js";
