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
