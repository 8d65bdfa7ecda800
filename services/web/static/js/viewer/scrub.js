// @ts-check
/* The line below a recording: drag it to any second, see the picture of the second under the pointer. */

/** @param {HTMLMediaElement} player @returns {(now: number) => void} */
export function followScrub(player) {
  const line = document.querySelector(".scrub input");
  if (!(line instanceof HTMLInputElement)) return () => {};
  line.addEventListener("input", () => (player.currentTime = Number(line.value)));
  const fit = () => Number.isFinite(player.duration) && (line.max = String(player.duration));
  player.addEventListener("loadedmetadata", fit);
  fit();
  const glance = document.querySelector(".glance");
  if (glance instanceof HTMLElement) offerGlance(line, glance);
  return (now) => {
    line.value = String(now);
    line.setAttribute("aria-valuetext", clock(now));
  };
}

/** @param {HTMLInputElement} line @param {HTMLElement} glance */
function offerGlance(line, glance) {
  const film = glance.querySelector("video");
  const time = glance.querySelector("time");
  line.addEventListener("pointermove", (event) => {
    const { left, width } = line.getBoundingClientRect();
    const part = Math.min(Math.max((event.clientX - left) / width, 0), 1);
    const second = part * Number(line.max);
    glance.hidden = false;
    glance.style.setProperty("--at", `${part * 100}%`);
    if (time) time.textContent = clock(second);
    if (film) look(film, second);
  });
  for (const event of ["pointerleave", "pointercancel"]) line.addEventListener(event, () => (glance.hidden = true));
}

/** One place at a time: a seek that is under way is let end. @param {HTMLVideoElement} film @param {number} second */
function look(film, second) {
  if (!film.src) film.src = film.dataset.src ?? "";
  film.dataset.second = String(second);
  if (film.seeking) {
    film.onseeked = () => look(film, Number(film.dataset.second));
    return;
  }
  film.onseeked = null;
  if (Math.abs(film.currentTime - second) > 0.1) film.currentTime = second;
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const end = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${end}` : `${minutes}:${end}`;
}
