// @ts-check
/* What every page does: keys, and taking in files. */

import "./keys.js";
import "./length.js";
import "./menus.js";
import "./live.js";
import "./offline.js";
import "./upload/arrive.js";

/* Of a row of ways that is wider than a phone, the one that was taken is in sight. */
for (const here of document.querySelectorAll(":is(.tabs, .kinds) [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "nearest" });

/* What was being done to many files when the page before was left goes on. */
if (sessionStorage.getItem("errand") || document.querySelector("[data-errand]")) import("./selection/errands.js");
