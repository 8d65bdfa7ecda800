// @ts-check
/* The search box offers what may be typed next: a combobox after the pattern of the ARIA practices. */

/** @typedef {{ text: string, says: string, insert: string }} Offer */

const PAUSE = 120; // milliseconds without a key

const box = /** @type {HTMLInputElement | null} */ (document.querySelector("#q[data-complete]"));
const list = document.getElementById("completion");
/** @typedef {{ start: number, end: number, at: number, offers: Offer[] }} Shown `at` is where the caret stood */
/** @type {Shown} */
const NOTHING = { start: 0, end: 0, at: 0, offers: [] };
let shown = NOTHING;
let active = -1;
let timer = 0;
/** @type {AbortController | undefined} */
let asking;

/** @param {HTMLInputElement} input @param {HTMLElement} options */
async function ask(input, options) {
  asking?.abort();
  if (!input.validity.valid) return draw(input, options, NOTHING);
  asking = new AbortController();
  const at = input.selectionStart ?? input.value.length;
  const query = new URLSearchParams({ q: input.value, at: String(at) });
  try {
    const answer = await fetch(`${input.dataset.complete}?${query}`, { signal: asking.signal });
    if (!answer.ok || document.activeElement !== input) return;
    draw(input, options, { ...(await answer.json()), at });
  } catch (error) {
    if (!(error instanceof DOMException)) close(input, options);
  }
}

/** What is active stays so, if it is offered still.
 * @param {HTMLInputElement} input @param {HTMLElement} options @param {Shown} offered */
function draw(input, options, offered) {
  const kept = shown.offers[active]?.insert;
  shown = offered;
  active = shown.offers.findIndex((offer) => offer.insert === kept);
  options.replaceChildren(...shown.offers.map((offer, place) => option(offer, place)));
  options.hidden = shown.offers.length === 0;
  input.setAttribute("aria-expanded", String(!options.hidden));
  mark(input, options);
}

/** @param {HTMLInputElement} input @param {HTMLElement} options */
function mark(input, options) {
  [...options.children].forEach((child, place) => child.setAttribute("aria-selected", String(place === active)));
  if (active < 0) return input.removeAttribute("aria-activedescendant");
  options.children[active]?.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", `completion-${active}`);
}

/** @param {Offer} offer @param {number} place */
function option(offer, place) {
  const made = document.createElement("li");
  made.id = `completion-${place}`;
  made.setAttribute("role", "option");
  const text = document.createElement("span");
  const says = document.createElement("span");
  text.textContent = offer.text;
  says.textContent = offer.says;
  says.className = "says";
  made.append(text, says);
  return made;
}

/** @param {HTMLInputElement} input @param {HTMLElement} options */
function close(input, options) {
  clearTimeout(timer);
  asking?.abort();
  draw(input, options, NOTHING);
}

/** @param {HTMLInputElement} input @param {HTMLElement} options @param {number} step */
function move(input, options, step) {
  const count = shown.offers.length;
  active = active < 0 ? (step > 0 ? 0 : count - 1) : (active + step + count) % count;
  mark(input, options);
}

/** Also what was typed since the offers were asked for is replaced.
 * @param {HTMLInputElement} input @param {HTMLElement} options @param {number} place */
function take(input, options, place) {
  const offer = shown.offers[place];
  if (!offer) return;
  const end = shown.end + (input.selectionStart ?? shown.at) - shown.at;
  input.setRangeText(offer.insert, shown.start, Math.max(shown.start, end), "end");
  close(input, options);
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {KeyboardEvent} event @param {HTMLInputElement} input @param {HTMLElement} options */
function key(event, input, options) {
  if (options.hidden || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(input, options, event.key === "ArrowDown" ? 1 : -1);
  else if ((event.key === "Enter" || event.key === "Tab") && active >= 0) take(input, options, active);
  else if (event.key === "Escape") close(input, options);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

if (box && list) {
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => ask(box, list), PAUSE);
  });
  box.addEventListener("keydown", (event) => key(event, box, list));
  box.addEventListener("blur", () => close(box, list));
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the box keeps the focus
    const chosen = event.target instanceof Element ? event.target.closest("li") : null;
    if (chosen) take(box, list, [...list.children].indexOf(chosen));
  });
}
