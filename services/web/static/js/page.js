// @ts-check
/* What every page does: keys, and taking in files. */

import "./keys.js";
import "./menus.js";
import "./live.js";
import "./offline.js";
import "./upload/arrive.js";
