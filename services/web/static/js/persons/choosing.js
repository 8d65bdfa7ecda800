// @ts-check
/* Faces and people that are chosen: how many, ranges with Shift, all of them, and what one alone can do. */

import { post } from "../api.js";
import { toast } from "../toast.js";
import { _, count } from "../words.js";

/** @type {HTMLInputElement | null} */
let last = null;

const boxes = () => [...document.querySelectorAll(/** @type {"input"} */ (".persons .check"))];
const chosen = () => boxes().filter((box) => box.checked);

export function choose() {
  document.addEventListener("change", tell);
  document.addEventListener("click", reach);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen().length) none();
  });
  document.querySelector("[data-all]")?.addEventListener("click", all);
  document.querySelector("[data-cover]")?.addEventListener("click", cover);
  document.querySelector("[data-like]")?.addEventListener("click", alike);
  tell();
}

export function tell() {
  const picked = chosen();
  for (const said of document.querySelectorAll(".chosen-count")) said.textContent = _("{n} selected", { n: count(picked.length) });
  document.querySelector("[data-all]")?.toggleAttribute("hidden", boxes().length < 2);
  for (const alone of document.querySelectorAll("[data-cover], [data-like]")) alone.toggleAttribute("hidden", picked.length !== 1);
}

/** With Shift everything from the box that was clicked last to this one is as this one. @param {MouseEvent} event */
function reach(event) {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.classList.contains("check")) return;
  const every = boxes();
  if (event.shiftKey && last) {
    const [from, to] = [every.indexOf(last), every.indexOf(box)].sort((one, other) => one - other);
    for (const other of every.slice(from, (to ?? 0) + 1)) other.checked = box.checked;
    tell();
  }
  last = box;
}

function all() {
  for (const box of boxes()) box.checked = true;
  tell();
}

function none() {
  for (const box of boxes()) box.checked = false;
  tell();
}

async function cover() {
  const person = document.querySelector("[data-person]");
  if (!(person instanceof HTMLElement)) return;
  try {
    const { deed } = await post(`/api/persons/${person.dataset.person}/cover`, { face: Number(chosen()[0]?.value) });
    none();
    toast(_("This face stands for the person now."), { undo: deed });
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { bad: true });
  }
}

const alike = () => location.assign(`${location.pathname}?like=${chosen()[0]?.value}`);
