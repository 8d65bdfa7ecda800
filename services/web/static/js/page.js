// @ts-check
/* What every page does: keys, and taking in files. */

import "./keys.js";
import "./menus.js";
import "./live.js";
import "./offline.js";
import "./upload/arrive.js";

/* What was being done to many files when the page before was left goes on. */
if (sessionStorage.getItem("errand") || document.querySelector("[data-errand]")) import("./selection/errands.js");
