// @ts-check
/* The files behind a drop or a file field, each with its path below the folder that was chosen. */

/** @typedef {{ file: File, path: string }} Incoming */

/** Hidden files of file managers, which nobody means to keep. */
const LITTER = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/;

/** @param {FileList} list @returns {Incoming[]} */
export function chosen(list) {
  return [...list].map((file) => ({ file, path: file.webkitRelativePath || file.name })).filter(wanted);
}

/**
 * Must be called before the drop event ends: the items are gone afterwards.
 * @param {DataTransfer} transfer @returns {AsyncGenerator<Incoming>}
 */
export function dropped(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile()).filter((found) => found !== null);
  return walk(entries);
}

/** @param {(FileSystemEntry | File)[]} entries @returns {AsyncGenerator<Incoming>} */
async function* walk(entries) {
  for (const entry of entries) {
    if (entry instanceof File) {
      yield { file: entry, path: entry.name }; // no file of a file system: a picture dragged from another program
      continue;
    }
    if (entry.isDirectory) {
      yield* walk(await children(/** @type {FileSystemDirectoryEntry} */ (entry)));
      continue;
    }
    const incoming = { file: await opened(/** @type {FileSystemFileEntry} */ (entry)), path: entry.fullPath.slice(1) };
    if (wanted(incoming)) yield incoming;
  }
}

/** A reader gives at most a hundred entries at a time. @param {FileSystemDirectoryEntry} folder */
async function children(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const found = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    found.push(...some);
  }
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
const opened = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

/** @param {Incoming} incoming */
const wanted = ({ path }) => !LITTER.test(path);
