// @ts-check
/* The browser's own dialog for files, where it gives handles by which they are read again after a reload.

   Folders are not chosen that way: a handle hides files whose names another system could not have, and
   nobody would notice that they are missing. */

import { wanted } from "./files.js";

/** @typedef {import("./files.js").Incoming} Incoming */

export const lasting = () => "showOpenFilePicker" in window;

/** What a person chose; none where they changed their mind. @returns {Promise<Incoming[]>} */
export async function picked() {
  try {
    /** @type {FileSystemFileHandle[]} */
    const handles = await /** @type {any} */ (window).showOpenFilePicker({ id: "upload", multiple: true });
    const found = await Promise.all(handles.map(async (root) => ({ file: await root.getFile(), root })));
    return found.map(({ file, root }) => ({ file, path: file.name, root })).filter(wanted);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return [];
    throw error;
  }
}
