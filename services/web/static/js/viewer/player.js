// @ts-check
/* A recording: what was found seeks it, the spoken line that is heard is marked, and boxes show in their second. */

const NEAR = 1; // seconds around a looked-at frame in which its boxes are shown

/** @param {HTMLMediaElement} player */
export function followRecording(player) {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-seek]");
    if (button instanceof HTMLElement) seek(player, Number(button.dataset.seek), Boolean(button.closest(".transcript")));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target !== document.body) return;
    event.preventDefault();
    if (player.paused) player.play();
    else player.pause();
  });
  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) player.addEventListener(event, () => mark(player.currentTime));
  player.addEventListener("error", () => document.querySelector(".unplayable")?.removeAttribute("hidden"));
  if (player.error) document.querySelector(".unplayable")?.removeAttribute("hidden");
  mark(0);
}

/** @param {HTMLMediaElement} player @param {number} second @param {boolean} play */
function seek(player, second, play) {
  player.currentTime = second;
  if (play) player.play().catch(() => mark(second)); // a browser may refuse; the place is right all the same
}

/** @param {number} now */
function mark(now) {
  for (const box of document.querySelectorAll(".found[data-second]")) {
    const second = Number(/** @type {SVGElement} */ (box).dataset.second);
    box.classList.toggle("elsewhere", Math.abs(second - now) > NEAR);
  }
  for (const line of document.querySelectorAll(".transcript button")) {
    const { seek: from, until } = /** @type {HTMLElement} */ (line).dataset;
    const heard = now >= Number(from) && now < Number(until || Infinity) && now > 0;
    if (heard && !line.classList.contains("now")) reveal(line);
    line.classList.toggle("now", heard);
  }
}

/** Scroll the transcript and not the page. @param {Element} line */
function reveal(line) {
  const list = line.closest(".transcript");
  if (!list) return;
  const by = line.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (by < 0 || by > list.clientHeight - 60) list.scrollBy({ top: by - list.clientHeight / 3, behavior: "smooth" });
}
