// @ts-check
/* The page of filters on its own: brushes over its timelines, and searches in its long lists. */

import "./page.js";
import { brushAll } from "./narrow/brush.js";
import { findInLists } from "./narrow/lists.js";

brushAll(document.body);
findInLists(document.body);
