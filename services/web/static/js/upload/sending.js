// @ts-check
/* Sends one file's bytes as they are, with progress; nothing is read into memory. */

/** @typedef {{ href?: string, note?: string, problem?: string, known: boolean }} Kept */
/** @typedef {{ to: string, token: string, batch: string }} Target */

/**
 * Resolves with what the server kept; rejects with an `Error` whose message a person may read.
 * @param {File} file @param {string} path @param {Target} target @param {(sent: number) => void} progress
 * @returns {Promise<Kept>}
 */
export function send(file, path, target, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", target.to);
    request.responseType = "json";
    request.setRequestHeader("X-CSRF-Token", target.token);
    request.setRequestHeader("X-Bowerbird-Path", encodeURIComponent(path));
    if (target.batch) request.setRequestHeader("X-Bowerbird-Batch", target.batch);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("load", () =>
      request.status < 300 ? resolve(kept(request)) : reject(new Error(reason(request))));
    request.addEventListener("error", () => reject(new Error("The connection was lost, or the file cannot be read any more.")));
    request.send(file);
  });
}

/** @param {XMLHttpRequest} request @returns {Kept} */
function kept({ status, response }) {
  return {
    known: status === 200,
    href: response?.id ? `/media/${response.id}` : undefined,
    note: response?.note ?? undefined,
    problem: response?.problem ?? undefined,
  };
}

/** @param {XMLHttpRequest} request */
function reason({ status, response }) {
  if (response?.detail) return response.detail;
  if (status === 413) return "This file is larger than the server takes.";
  return `The server answered ${status}.`;
}

/**
 * The batch that the files of one drop belong to, under the label of their source.
 * @param {string} to @param {string} token @param {string} source @returns {Promise<string>}
 */
export async function begin(to, token, source) {
  const answer = await fetch(to, {
    method: "POST",
    headers: { "X-CSRF-Token": token, "Content-Type": "application/json" },
    body: JSON.stringify({ source }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail ?? `The server answered ${answer.status}.`);
  return String(said.id ?? said.batch);
}
