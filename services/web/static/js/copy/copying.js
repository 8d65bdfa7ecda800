// @ts-check
/* Brings the copy of the library in this browser up to date: by what changed since, and now and then by the
   tree of hashes, of which only what differs is fetched. */

import { LEAF, marksFrom, remove, state, take } from "./store.js";

/** @typedef {import("./store.js").State} State */
/** @typedef {{ number: number, files: number, hash: number }} Node */

const MOST = 100_000; // files; the newest are kept
const BRANCH = 16; // bits of an id below a branch
const HASH = 2 ** 48;
const COMPARE = 60 * 60 * 1000; // ms

/** @param {string} path @returns {Promise<any>} */
async function ask(path) {
  const answer = await fetch(`/api/copy/${path}`, { headers: { Accept: "application/json" } });
  if (answer.status === 401 || answer.status === 403) await remove(); // who is signed out keeps nothing
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Bring it up to date, all of it compared where `whole`. @param {{ whole?: boolean }} [more] @returns {Promise<State>} */
export async function bring({ whole = false } = {}) {
  let now = await state();
  if (now?.until) now = await follow(now);
  if (now && !whole && Date.now() - now.compared < COMPARE) return now;
  const { account, nodes, until } = await ask("tree");
  if (now && now.account !== account) {
    await remove();
    now = undefined;
  }
  return compare(now ?? { account, until, floor: 0, compared: 0, at: 0 }, nodes);
}

/** @param {State} now @returns {Promise<State | undefined>} undefined where it is another account's */
async function follow(now) {
  let query = new URLSearchParams({ at: now.until ?? "" });
  for (;;) {
    const page = await ask(`changes?${query}`);
    if (page.account !== now.account) return void (await remove());
    const items = page.items.filter((/** @type {{ id: number }} */ { id }) => id >= now.floor);
    const reached = page.next ? now.until : page.until;
    now = { ...now, until: reached, at: Date.now() };
    await take(items, page.gone, now);
    if (!page.next) return now;
    query = new URLSearchParams({ at: page.next.at, id: page.next.id });
  }
}

/** @param {State} now @param {Node[]} nodes @returns {Promise<State>} */
async function compare(now, nodes) {
  const room = fitting(nodes);
  for (const branch of await differing(room, BRANCH, 0, Infinity)) {
    const first = branch.number * 2 ** BRANCH;
    const leaves = branch.files ? (await ask(`tree/${branch.number}`)).nodes : [];
    for (const leaf of await differing(leaves, LEAF, first, first + 2 ** BRANCH)) await mend(leaf, now);
  }
  const floor = room.length < nodes.length ? (room.at(-1)?.number ?? 0) * 2 ** BRANCH : 0;
  now = { ...now, floor, compared: Date.now(), at: Date.now() };
  await take([], [], now);
  return now;
}

/** The newest branches, as many as there is room for. @param {Node[]} nodes */
function fitting(nodes) {
  let files = 0;
  return nodes.filter((node, place) => (files += node.files) <= MOST || place === 0);
}

/** The parts whose sums are other here than there. @param {Node[]} nodes @param {number} bits @param {number} first @param {number} behind */
async function differing(nodes, bits, first, behind) {
  /** @type {Map<number, { files: number, hash: number }>} */
  const mine = new Map();
  for (const [id, mark] of await marksFrom(first)) {
    if (id >= behind) break;
    const number = Math.floor(id / 2 ** bits);
    const sum = mine.get(number) ?? { files: 0, hash: 0 };
    mine.set(number, { files: sum.files + 1, hash: (sum.hash + mark) % HASH });
  }
  const gone = [...mine.keys()].filter((number) => !nodes.some((node) => node.number === number));
  const other = nodes.filter(({ number, files, hash }) => {
    const held = mine.get(number);
    return held?.files !== files || held.hash !== hash;
  });
  return [...other, ...gone.map((number) => ({ number, files: 0, hash: 0 }))];
}

/** Fetch a leaf, and forget what is in it no longer. @param {Node} leaf @param {State} now */
async function mend({ number, files }, now) {
  const items = files ? (await ask(`leaf/${number}`)).items : [];
  const there = new Set(items.map((/** @type {{ id: number }} */ { id }) => id));
  const first = number * 2 ** LEAF;
  const held = [...(await marksFrom(first)).keys()].filter((id) => id < first + 2 ** LEAF);
  await take(items, held.filter((id) => !there.has(id)), now);
}
