// @ts-check
/* One picture or recording, large. */

import "./page.js";
import { showLayers } from "./viewer/layers.js";
import { followRecording } from "./viewer/player.js";
import { turnPages } from "./viewer/turning.js";
import { Zoom } from "./viewer/zoom.js";

const stage = document.querySelector("#stage");
const canvas = document.querySelector("[data-zoom]");
const player = document.querySelector(".player");

showLayers();
turnPages();
if (stage instanceof HTMLElement && canvas instanceof HTMLElement) new Zoom(stage, canvas);
if (player instanceof HTMLMediaElement) followRecording(player);

/* What is still to be done on the file that a person looks at comes first. */
const tray = document.querySelector("#tray");
if (document.querySelector("#analyses[hx-get]") && tray instanceof HTMLElement) {
  fetch(`/api${location.pathname}/look`, { method: "POST", headers: { "X-CSRF-Token": tray.dataset.token ?? "" } });
}
