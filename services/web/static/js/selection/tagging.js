// @ts-check
/* The dialog for tags: Enter or a comma adds, a minus before a name takes away, tags in use are suggested. */

import { ask as fetched } from "../api.js";
import { _ } from "../words.js";
import { ask } from "./asking.js";
import { carry } from "./carry.js";

const PAUSE = 120; // ms after the last key

/** @type {Map<string, "has" | "add" | "remove">} by name, in the order they are shown in */
let tags = new Map();
/** @type {number | undefined} */
let timer;

/**
 * Ask for tags; `done` is told what became of it.
 * @param {import("./chosen.js").Selected} selected @param {number} total
 * @param {(going: { end: Promise<import("./carry.js").Said> }) => void} done
 */
export function tag(selected, total, done) {
  tags = new Map();
  return ask("tagging", total, async (form) => {
    take(form, true);
    const [add, remove] = [named("add"), named("remove")];
    if (add.length + remove.length) done(await carry("tag", selected, { add, remove }, total));
  }, (form) => {
    const input = field(form);
    input.onkeydown = (event) => key(form, event);
    input.oninput = () => { take(form); clearTimeout(timer); timer = setTimeout(() => suggest(form), PAUSE); };
    draw(form);
    if ("ids" in selected && selected.ids.length <= 200) show(form, selected.ids);
    else suggest(form);
  });
}

/** @param {"add" | "remove"} what */
const named = (what) => [...tags].filter(([, held]) => held === what).map(([name]) => name);

/** @param {HTMLFormElement} form */
const field = (form) => /** @type {HTMLInputElement} */ (form.elements.namedItem("tag"));

/** The tags that the files have already. @param {HTMLFormElement} form @param {number[]} ids */
async function show(form, ids) {
  const query = new URLSearchParams(ids.map((id) => ["id", String(id)]));
  const said = await fetched("GET", `/api/tags?${query}`).catch(() => ({ tags: [] }));
  for (const name of said.tags) if (!find(name)) tags.set(name, "has");
  draw(form);
  suggest(form);
}

/** @param {HTMLFormElement} form @param {KeyboardEvent} event */
function key(form, event) {
  const input = field(form);
  if (event.key === "Enter" && input.value.trim()) {
    event.preventDefault();
    take(form, true);
  } else if (event.key === "Backspace" && !input.value) {
    const last = named("add").at(-1);
    if (last) tags.delete(last);
    draw(form);
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    form.querySelector(/** @type {"button"} */ (".suggested button"))?.focus();
  }
}

/** Take what stands before commas, or all of it. @param {HTMLFormElement} form @param {boolean} [whole] */
function take(form, whole = false) {
  const input = field(form);
  const parts = input.value.split(/[,;\n]/);
  const rest = whole ? "" : parts.pop() ?? "";
  if (input.value === rest) return;
  for (const part of parts) decide(part.trim());
  input.value = rest;
  draw(form);
  if (whole) suggest(form);
}

/** @param {string} text */
function decide(text) {
  const away = /^[-−]/.test(text);
  const name = (away ? text.slice(1) : text).trim().replace(/\s+/g, " ");
  if (!name) return;
  const there = find(name);
  if (away && there && tags.get(there) === "add") tags.delete(there);
  else if (away) tags.set(there ?? name, "remove");
  else tags.set(there ?? name, "add");
}

/** The name that differs in case at most. @param {string} name */
const find = (name) => [...tags.keys()].find((other) => other.toLowerCase() === name.toLowerCase());

/** @param {HTMLFormElement} form */
async function suggest(form) {
  const begun = field(form).value.trim().replace(/^[-−]/, "");
  const said = await fetched("GET", `/api/tags?${new URLSearchParams({ q: begun })}`).catch(() => ({ tags: [] }));
  const list = form.querySelector(".suggested");
  /** @type {string[]} */
  const fresh = said.tags.filter((/** @type {string} */ name) => !find(name));
  list?.replaceChildren(...fresh.map((name) => item(form, name, "", _("Add {name}", { name }), () => {
    const away = field(form).value.trim().startsWith("-");
    tags.set(name, away ? "remove" : "add");
    field(form).value = "";
    field(form).focus();
    draw(form);
    suggest(form);
  })));
}

/** @param {HTMLFormElement} form */
function draw(form) {
  const list = form.querySelector(".tags");
  list?.replaceChildren(...[...tags].map(([name, held]) => {
    const label = held === "remove" ? _("Keep {name}", { name }) : _("Take away {name}", { name });
    return item(form, name, held, label, () => {
      if (held === "has") tags.set(name, "remove");
      else if (held === "remove") tags.set(name, "has");
      else tags.delete(name);
      draw(form);
      field(form).focus();
    });
  }));
}

/** @param {HTMLFormElement} _form @param {string} name @param {string} kind @param {string} label @param {() => void} act */
function item(_form, name, kind, label, act) {
  const [line, button] = [document.createElement("li"), document.createElement("button")];
  button.type = "button";
  button.className = `tag ${kind}`;
  button.setAttribute("aria-label", label);
  button.title = label;
  button.textContent = name;
  button.onclick = act;
  line.append(button);
  return line;
}
