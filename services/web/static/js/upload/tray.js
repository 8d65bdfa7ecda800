// @ts-check
/* Shows the queue in the corner of the page: each file, the sums, and what to do about failures. */

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {import("./queue.js").Queue} Queue */

const ROWS = 200; // of files that ended well; failures all stay

/** @param {HTMLElement} tray @param {Queue} queue */
export function showTray(tray, queue) {
  /** @type {Map<Item, HTMLElement>} */
  const rows = new Map();
  /** @type {HTMLElement[]} */
  const ended = [];
  let due = false;

  queue.addEventListener("change", (event) => {
    const item = /** @type {CustomEvent<Item>} */ (event).detail;
    tray.hidden = false;
    if (item.state !== "waiting" || rows.has(item)) paint(rowOf(item), item);
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      sum(tray, queue);
    });
  });
  queue.addEventListener("end", () => sum(tray, queue));
  tray.querySelector(".fold")?.addEventListener("click", () => (tray.hidden = true));
  tray.querySelector(".again")?.addEventListener("click", () => queue.items.forEach((item) => queue.retry(item)));

  /** @param {Item} item */
  function rowOf(item) {
    const row = rows.get(item) ?? newRow(item);
    if (item.state === "done" && !item.kept?.problem) {
      ended.push(row);
      if (ended.length > ROWS) ended.shift()?.remove();
    }
    return row;
  }

  /** @param {Item} item */
  function newRow(item) {
    const template = /** @type {HTMLTemplateElement} */ (document.querySelector("#file-row"));
    const row = /** @type {HTMLElement} */ (template.content.cloneNode(true)).querySelector("li");
    if (!row) throw new Error("no row in #file-row");
    part(row, ".name").textContent = item.path;
    part(row, ".name").title = item.path;
    part(row, ".retry").addEventListener("click", () => queue.retry(item));
    rows.set(item, row);
    tray.querySelector(".files")?.prepend(row);
    return row;
  }
}

/** @param {HTMLElement} row @param {Item} item */
function paint(row, item) {
  row.className = `file ${item.state}`;
  const bar = /** @type {HTMLProgressElement} */ (part(row, "progress"));
  bar.value = item.sent / Math.max(item.file.size, 1);
  part(row, ".retry").hidden = item.state !== "failed";
  const state = part(row, ".state");
  state.textContent = words(item);
  if (item.kept?.href && item.state !== "sending") {
    const link = document.createElement("a");
    link.href = item.kept.href;
    link.textContent = item.state === "known" ? "already here" : state.textContent;
    if (item.kept.note) link.title = item.kept.note;
    state.replaceChildren(link);
  }
}

/** @param {Item} item */
function words(item) {
  if (item.state === "waiting") return "waiting";
  if (item.state === "failed") return item.reason;
  if (item.state === "known") return "already here";
  if (item.state === "done") return item.kept?.problem ?? "added";
  const part = item.sent / Math.max(item.file.size, 1);
  return part < 1 ? `${Math.floor(part * 100)} %` : "being kept …";
}

/** @param {HTMLElement} tray @param {Queue} queue */
function sum(tray, queue) {
  const { all, ended, done, known, failed, part: sent } = queue.sums;
  const files = (/** @type {number} */ n) => `${n.toLocaleString()} ${n === 1 ? "file" : "files"}`;
  part(tray, ".title").textContent = queue.busy
    ? `Adding ${ended.toLocaleString()} of ${files(all)}`
    : done ? `${files(done)} added` : "Nothing new was added";
  const notes = [known && `${files(known)} already here`, failed && `${files(failed)} not added`].filter(Boolean);
  part(tray, ".sum").textContent = notes.join(" · ");
  /** @type {HTMLProgressElement} */ (part(tray, ".whole")).value = sent;
  part(tray, ".whole").hidden = !queue.busy;
  part(tray, ".again").hidden = queue.busy || failed < 2;
}

/** @param {HTMLElement} whole @param {string} selector @returns {HTMLElement} */
function part(whole, selector) {
  const found = whole.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`no ${selector} in the tray`);
  return found;
}
