// @ts-check
/* The statistics: brushes over their timelines, again after each swap. */

import "./page.js";
import { brushAll } from "./narrow/brush.js";

brushAll(document.body);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target instanceof HTMLElement && event.target.id === "statistics") brushAll(event.target);
});
document.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = /** @type {CustomEvent<{ parameters: FormData }>} */ (event).detail;
  if (event.target instanceof HTMLFormElement && event.target.id === "span") {
    for (const [name, value] of [...parameters.entries()]) if (value === "") parameters.delete(name);
  }
});
