// @ts-check
/* Files that were begun and not ended, kept in the browser, so that a reload or another page goes on with them. */

/** @typedef {{ id: string, tab: string, account: string, path: string, name: string, size: number, modified: number, batch: string, root?: FileSystemHandle, copy?: Blob }} Record_ */

const STORE = "sending";
const FLAG = "sending"; // in localStorage: whether the store is worth opening
const TAB = crypto.getRandomValues(new Uint32Array(2)).join("-");
const LOCK = "sending ";

/** Whether there may be something, told without opening a database. */
export const any = () => localStorage.getItem(FLAG) !== null;

/** Keep the lock by which other tabs know that this one is at work. */
export function settle() {
  navigator.locks?.request(LOCK + TAB, () => new Promise(() => {}));
}

/** Remember files, with their copies if there is room for these; whether there was. @param {Omit<Record_, "tab">[]} records @returns {Promise<boolean>} */
export async function remember(records) {
  localStorage.setItem(FLAG, "1");
  const put = (/** @type {Partial<Record_>} */ more) =>
    change((store) => records.forEach((record) => keep(store, { ...record, tab: TAB, ...more })));
  return put({}).then(() => true, () => put({ copy: undefined }).then(() => false));
}

/** @param {string[]} ids */
export const forget = (ids) => change((store) => ids.forEach((id) => store.delete(id)));

/** Do something each time that another tab, which is at work now, has ended: the page before this one may take a moment. @param {() => void} what */
export async function whenLeft(what) {
  for (const name of await held()) {
    if (name !== LOCK + TAB) navigator.locks.request(name, () => {}).then(what);
  }
}

/** The locks of the tabs that are at work. */
async function held() {
  const locks = (await navigator.locks?.query())?.held ?? [];
  return new Set(locks.map(({ name }) => name ?? "").filter((name) => name.startsWith(LOCK)));
}

/** Those of this account that no open tab works on. @param {string} account @returns {Promise<Record_[]>} */
export async function left(account) {
  const working = await held();
  /** @type {Record_[]} */
  const all = await change((store) => store.getAll()).catch(() => []);
  if (!all.length) localStorage.removeItem(FLAG);
  return all.filter((record) => record.account === account && record.tab !== TAB && !working.has(LOCK + record.tab));
}

/** A handle that cannot be kept is left out: the file is then asked for. @param {IDBObjectStore} store @param {Record_} record */
function keep(store, record) {
  try {
    store.put(record);
  } catch {
    store.put({ ...record, root: undefined });
  }
}

/** @param {(store: IDBObjectStore) => IDBRequest | void} what @returns {Promise<any>} */
async function change(what) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, "readwrite");
      const request = what(transaction.objectStore(STORE));
      transaction.addEventListener("complete", () => resolve(request?.result));
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
  } finally {
    database.close();
  }
}

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("bowerbird", 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE, { keyPath: "id" }));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
