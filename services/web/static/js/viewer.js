// @ts-check
/* One picture or recording, large.  Turning to the next one exchanges what is in `main`, so each
   part of a view listens until the view's signal says that the view is over. */

import "./page.js";
import "./albums/one.js";
import { offerDrawing } from "./viewer/drawing.js";
import { foldPanel } from "./viewer/folding.js";
import { hearOthers } from "./viewer/hearing.js";
import { watchJudging } from "./viewer/judging.js";
import { showLayers } from "./viewer/layers.js";
import { followRecording } from "./viewer/player.js";
import { watchRemarks } from "./viewer/remarks.js";
import { offerShow } from "./viewer/show.js";
import { watchSwipe } from "./viewer/swipe.js";
import { leadBack, TURNED, turnPages } from "./viewer/turning.js";
import { Zoom } from "./viewer/zoom.js";

let view = new AbortController();

function open() {
  view.abort();
  view = new AbortController();
  const { signal } = view;
  const stage = document.querySelector("#stage");
  const canvas = document.querySelector("[data-zoom]");
  const player = document.querySelector(".player");
  leadBack();
  foldPanel();
  showLayers(signal);
  offerDrawing(signal);
  turnPages();
  if (stage instanceof HTMLElement) watchSwipe(stage);
  if (stage instanceof HTMLElement && canvas instanceof HTMLElement) new Zoom(stage, canvas, signal);
  if (player instanceof HTMLMediaElement) followRecording(player, signal);
  askToHurry();
}

/** What is still to be done on the file that a person looks at comes first. */
function askToHurry() {
  const tray = document.querySelector("#tray");
  if (!document.querySelector("#analyses[hx-get]") || !(tray instanceof HTMLElement)) return;
  fetch(`/api${location.pathname}/look`, { method: "POST", headers: { "X-CSRF-Token": tray.dataset.token ?? "" } }).catch(() => null); // it comes in its turn
}

document.addEventListener(TURNED, open);
offerShow();
watchRemarks();
hearOthers();
watchJudging();
open();
