// @ts-check
/* The part of the grid that a person sees, and how it stays where it is while the rest changes. */

/** @returns {HTMLElement | null} */
export const grid = () => document.querySelector("#grid");

/** How far down the bar covers the page. */
export const covered = () => document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;

/** The first of some elements, in order from the top, that reaches below the bar. @template {Element} T
 * @param {T[]} elements @param {number} line @returns {T | undefined} */
function firstBelow(elements, line) {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elements[middle]?.getBoundingClientRect().bottom ?? 0) > line) high = middle;
    else low = middle + 1;
  }
  return elements[low];
}

/** The section that is seen first. @returns {HTMLElement | undefined} */
export function firstMonth() {
  const found = firstBelow([...(grid()?.querySelectorAll(":scope > .month") ?? [])], Math.max(covered(), 0) + 40);
  return found instanceof HTMLElement ? found : undefined;
}

/** The tile that is seen first, top left. @returns {HTMLElement | undefined} */
export function firstTile() {
  const line = Math.max(covered(), 0) + 20;
  const day = firstBelow([...(firstMonth()?.querySelectorAll(".day") ?? [])], line);
  const found = day && firstBelow([...day.querySelectorAll(".tile")], line);
  return found instanceof HTMLElement ? found : undefined;
}

/** Change the page without moving what is seen. @param {() => void} change */
export function keepView(change) {
  const held = scrollY > 0 || grid()?.querySelector(".newer") ? firstTile() : undefined;
  const before = held?.getBoundingClientRect().top ?? 0;
  change();
  if (!held?.isConnected) return;
  const moved = held.getBoundingClientRect().top - before;
  if (moved) scrollBy({ top: moved, behavior: "instant" });
}

/** Let the browser learn how high new sections are before they may be left out. @param {Iterable<HTMLElement>} sections */
export function learnHeights(sections) {
  const held = [...sections];
  for (const section of held) section.classList.add("measured");
  requestAnimationFrame(() => requestAnimationFrame(() => {
    for (const section of held) section.classList.remove("measured");
  }));
}
