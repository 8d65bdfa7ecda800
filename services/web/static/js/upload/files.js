// @ts-check
/* The files behind a drop, a paste or a file field, each with its path below the folder that was chosen. */

/**
 * Where the browser allows it `root`, what was dropped, reads the file again after a reload.
 * @typedef {{ file: File, path: string, root?: FileSystemHandle }} Incoming
 */

/** Hidden files of file managers, which nobody means to keep. */
const LITTER = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/;

/** @param {Iterable<File>} list @returns {Incoming[]} */
export function chosen(list) {
  return [...list].map((file) => ({ file, path: file.webkitRelativePath || file.name })).filter(wanted);
}

/** A picture from the clipboard has no name of its own worth keeping. @param {Iterable<File>} list @returns {Incoming[]} */
export function pasted(list) {
  const moment = new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll(":", ".");
  return [...list].map((file, n) => {
    const unnamed = /^image\.(png|jpe?g|gif|webp)$/.test(file.name);
    return { file, path: unnamed ? `Pasted ${moment}${n ? ` (${n + 1})` : ""}.${file.name.slice(6)}` : file.name };
  });
}

/**
 * Must be called before the drop event ends: the items are gone afterwards.
 * @param {DataTransfer} transfer @returns {AsyncGenerator<Incoming>}
 */
export function dropped(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  return walk(items.map((item) => ({
    handle: /** @type {any} */ (item).getAsFileSystemHandle?.().catch(() => null) ?? null,
    entry: item.webkitGetAsEntry() ?? item.getAsFile(),
  })));
}

/**
 * By entries, as handles hide files whose names another system could not have.
 * @param {{ handle: Promise<FileSystemHandle | null> | null, entry: FileSystemEntry | File | null }[]} items @returns {AsyncGenerator<Incoming>}
 */
async function* walk(items) {
  for (const { handle, entry } of items) {
    const root = (await handle) ?? undefined;
    if (entry) for await (const incoming of entered(entry)) yield { ...incoming, root };
  }
}

/** @param {FileSystemEntry | File} entry @returns {AsyncGenerator<Incoming>} */
async function* entered(entry) {
  if (entry instanceof File) {
    yield { file: entry, path: entry.name }; // no file of a file system: a picture dragged from another program
    return;
  }
  if (entry.isDirectory) {
    for (const child of await children(/** @type {FileSystemDirectoryEntry} */ (entry))) yield* entered(child);
    return;
  }
  const incoming = { file: await opened(/** @type {FileSystemFileEntry} */ (entry)), path: entry.fullPath.slice(1) };
  if (wanted(incoming)) yield incoming;
}

/** The file at `path` of what was dropped, where it is still there. @param {FileSystemHandle} root @param {string} path @returns {Promise<File | null>} */
export async function reopened(root, path) {
  try {
    if (root.kind === "file") return await /** @type {FileSystemFileHandle} */ (root).getFile();
    const [, ...names] = path.split("/");
    const name = names.pop() ?? "";
    let folder = /** @type {FileSystemDirectoryHandle} */ (root);
    for (const inner of names) folder = await folder.getDirectoryHandle(inner);
    return await (await folder.getFileHandle(name)).getFile();
  } catch {
    return null;
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
export const wanted = ({ path }) => !LITTER.test(path);
