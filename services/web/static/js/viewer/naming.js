// @ts-check
/* Who is in a box: its name is given, confirmed or refused; `named` tells the lists to come anew. */

import { ask, post } from "../api.js";
import { toast } from "../toast.js";
import { _ } from "../words.js";

const FEW = 200; // ms without a letter until names are suggested

/** Whether the one who looks may say anything. */
export const mayName = () => document.querySelector("[data-draw]") !== null;

/** What can be said of a face, or of a part that somebody named. @param {SVGElement} box @param {() => void} done */
export function naming(box, done) {
  const { face, region, person, whose } = box.dataset;
  const form = document.createElement("form");
  form.className = "naming";
  const say = (/** @type {object} */ body, /** @type {string} */ told) => send("/api/faces/say", { faces: [Number(face)], ...body }, told, done);
  form.append(...(face ? nameField(form, (name) => say({ verdict: "is", name }, _("The name is kept."))) : []));
  if (face && person && box.dataset.state === "guess") form.append(button(whose || _("The same person"), () => say({ verdict: "is", person: Number(person) }, _("Confirmed")), "yes"));
  if (face && person) form.append(button(_("Not this person"), () => say({ verdict: "is-not", person: Number(person) }, _("Not this person"))));
  if (face) form.append(button(_("Ignore"), () => say({ verdict: "ignore" }, _("This face is ignored."))));
  if (region) form.append(button(_("Take the name away"), () => forget(region, done)));
  return form;
}

/** The form for a box that was just drawn. @param {{ left: number, top: number, width: number, height: number }} box @param {() => void} done */
export function drawnForm(box, done) {
  const form = document.createElement("form");
  form.className = "naming";
  const pet = Object.assign(document.createElement("input"), { type: "checkbox", id: "is-pet" });
  const label = document.createElement("label");
  label.append(pet, ` ${_("A pet")}`);
  const player = document.querySelector("video.player");
  const second = player instanceof HTMLVideoElement ? player.currentTime : null;
  const address = `/api/media/${document.querySelector("main")?.dataset.media}/regions`;
  const keep = (/** @type {string} */ name) => send(address, { ...box, second, name, kind: pet.checked ? "pet" : "person" }, _("The name is kept."), done);
  form.append(...nameField(form, keep), label, button(_("Cancel"), done));
  return form;
}

/** @param {HTMLFormElement} form @param {(name: string) => void} keep @returns {HTMLElement[]} */
function nameField(form, keep) {
  const field = Object.assign(document.createElement("input"), { name: "name", maxLength: 100, placeholder: _("Who is this?"), autocomplete: "off" });
  field.setAttribute("aria-label", _("Who is this?"));
  field.setAttribute("list", "known-names");
  const known = Object.assign(document.createElement("datalist"), { id: "known-names" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => suggest(field, known), FEW);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) keep(field.value);
  });
  const save = button(_("Name"), () => form.requestSubmit(), "yes");
  return [field, known, save];
}

/** @param {HTMLInputElement} field @param {HTMLDataListElement} known */
async function suggest(field, known) {
  const answer = await fetch(`/api/persons?${new URLSearchParams({ named: "true", limit: "12", q: field.value })}`).catch(() => null);
  if (!answer?.ok) return;
  /** @type {{ persons: { name: string }[] }} */
  const { persons } = await answer.json();
  known.replaceChildren(...persons.map(({ name }) => Object.assign(document.createElement("option"), { value: name })));
}

/** @param {string} address @param {object} body @param {string} told @param {() => void} done */
async function send(address, body, told, done) {
  await tell(() => post(address, body), told, done);
}

/** @param {string} region @param {() => void} done */
async function forget(region, done) {
  const address = `/api/media/${document.querySelector("main")?.dataset.media}/regions/${region}`;
  await tell(() => ask("DELETE", address), _("The name is taken away."), done);
}

/** @param {() => Promise<{ deed: number }>} act @param {string} told @param {() => void} done */
async function tell(act, told, done) {
  try {
    const { deed } = await act();
    toast(told, { undo: deed });
    done();
    document.dispatchEvent(new Event("named"));
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
}

/** @param {string} text @param {() => void} act @param {string} [kind] */
function button(text, act, kind = "") {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, className: kind });
  made.addEventListener("click", act);
  return made;
}
