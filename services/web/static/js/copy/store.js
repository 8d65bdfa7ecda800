// @ts-check
/* The copy of the library in this browser: files, their marks, and how far the copy is. */

/** @typedef {{ id: number, mark: number, name: string, kind: string, at: string, width: number | null, height: number | null, colour: string | null, duration: number | null, version: string, favourite: boolean, rating: number | null, words: string }} Kept */
/** @typedef {{ account: string, until: string | null, floor: number, compared: number, at: number }} State
 *   `floor` is the lowest id that there is room for; times in ms */

const NAME = "bowerbird-copy"; // the service worker deletes it when somebody signs out
export const LEAF = 10; // bits of an id below a leaf of the tree of hashes

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("files", { keyPath: "id" }).createIndex("at", ["at", "id"]);
      asked.result.createObjectStore("marks");
      asked.result.createObjectStore("state");
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/** @template T @param {IDBRequest<T>} asked @returns {Promise<T>} */
const answer = (asked) => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

/** @param {"readonly" | "readwrite"} mode */
async function stores(mode) {
  const work = (await open()).transaction(["files", "marks", "state"], mode);
  const done = new Promise((resolve, reject) => {
    work.oncomplete = () => resolve(undefined);
    work.onabort = work.onerror = () => reject(work.error);
  });
  return { files: work.objectStore("files"), marks: work.objectStore("marks"), state: work.objectStore("state"), done };
}

/** @returns {Promise<State | undefined>} */
export const state = async () => answer((await stores("readonly")).state.get("copy"));

/** How many files there are. */
export const size = async () => answer((await stores("readonly")).marks.count());

/** Take in files as they are now, and let others go; all of it or nothing.
 * @param {Kept[]} items @param {number[]} gone @param {State} now */
export async function take(items, gone, now) {
  const { files, marks, state: held, done } = await stores("readwrite");
  for (const item of items) {
    files.put(item);
    marks.put(item.mark, item.id);
  }
  for (const id of gone) {
    files.delete(id);
    marks.delete(id);
  }
  held.put(now, "copy");
  await done;
}

/** The marks of all files from an id on. @param {number} first @returns {Promise<Map<number, number>>} */
export async function marksFrom(first) {
  const { marks } = await stores("readonly");
  const range = IDBKeyRange.lowerBound(first);
  const [keys, values] = await Promise.all([answer(marks.getAllKeys(range)), answer(marks.getAll(range))]);
  return new Map(keys.map((key, place) => [Number(key), values[place]]));
}

/**
 * The newest files that fit, and where to go on; at most `limit`.
 * @param {(file: Kept) => boolean} fits @param {number} limit @param {[string, number]} [behind]
 * @returns {Promise<{ files: Kept[], next: [string, number] | null }>}
 */
export async function newest(fits, limit, behind) {
  const { files } = await stores("readonly");
  const range = behind ? IDBKeyRange.upperBound(behind, true) : null;
  const asked = files.index("at").openCursor(range, "prev");
  /** @type {Kept[]} */
  const found = [];
  return new Promise((resolve, reject) => {
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (!cursor) return resolve({ files: found, next: null });
      if (fits(cursor.value)) found.push(cursor.value);
      const last = found.at(-1);
      if (last && found.length === limit) return resolve({ files: found, next: [last.at, last.id] });
      cursor.continue();
    };
  });
}

/** Remove the whole copy. @returns {Promise<void>} */
export async function remove() {
  (await opened)?.close();
  opened = null;
  await answer(indexedDB.deleteDatabase(NAME));
}
