// @ts-check
/* tus 1.0.0 as far as this server speaks it: begin a file, ask how far it is, send a part, give it up. */

import { _ } from "../words.js";

/** @typedef {{ to: string, token: string }} Server */
/** @typedef {{ offset: number, media: string, known: boolean, restored: boolean, problem: string }} Reached */
/** @typedef {{ headers?: Record<string, string>, body?: ArrayBuffer, signal?: AbortSignal, progress?: (sent: number) => void }} Options */

/** The server or the line fails; what `status` says tells whether it may work later. */
export class Trouble extends Error {
  /** @param {string} message @param {number} status @param {number} wait seconds that the server asks for */
  constructor(message, status, wait = 0) {
    super(message);
    this.status = status;
    this.wait = wait;
  }
}

/** @param {Server} server @param {string} id @param {AbortSignal} signal @returns {Promise<Reached | null>} */
export async function reached(server, id, signal) {
  try {
    return await ask(server, "HEAD", `${server.to}/${id}`, { signal });
  } catch (error) {
    if (error instanceof Trouble && error.status === 404) return null;
    throw error;
  }
}

/** @param {Server} server @param {number} size @param {Record<string, string>} metadata @param {Options} options */
export function begin(server, size, metadata, options) {
  const told = Object.entries(metadata).map(([name, text]) => `${name} ${base64(new TextEncoder().encode(text))}`);
  const headers = { "Upload-Length": String(size), "Upload-Metadata": told.join(",") };
  return ask(server, "POST", server.to, { ...options, headers });
}

/** @param {Server} server @param {string} id @param {number} offset @param {Options} options */
export const part = (server, id, offset, options) =>
  ask(server, "PATCH", `${server.to}/${id}`, { ...options, headers: { "Upload-Offset": String(offset) } });

/** @param {Server} server @param {string} id */
export const giveUp = (server, id) => ask(server, "DELETE", `${server.to}/${id}`, {}).catch(() => null);

/** @param {Server} server @param {string} method @param {string} url @param {Options} options @returns {Promise<Reached>} */
async function ask(server, method, url, { headers = {}, body, signal, progress }) {
  const sum = body?.byteLength ? await checksum(body) : "";
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of bytes that are on their way out
    request.open(method, url);
    request.responseType = method === "HEAD" ? "text" : "json";
    const all = { "Tus-Resumable": "1.0.0", "X-CSRF-Token": server.token, ...headers };
    for (const [name, text] of Object.entries(all)) request.setRequestHeader(name, text);
    if (sum) request.setRequestHeader("Upload-Checksum", sum);
    if (body) request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    if (progress) request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("load", () => (request.status < 300 ? resolve(told(request)) : reject(trouble(request))));
    request.addEventListener("error", () => reject(new Trouble(_("The connection was lost."), 0)));
    request.addEventListener("abort", () => reject(signal?.reason ?? new Error("aborted")));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body && new Blob([body])); // a buffer would be copied while the page waits: half a second for 8 MB
  });
}

/** @param {XMLHttpRequest} request @returns {Reached} */
function told(request) {
  const header = (/** @type {string} */ name) => request.getResponseHeader(name) ?? "";
  return {
    offset: Number(header("Upload-Offset")),
    media: header("X-Bowerbird-Media"),
    known: header("X-Bowerbird-Known") === "1",
    restored: header("X-Bowerbird-Restored") === "1",
    problem: decodeURIComponent(header("X-Bowerbird-Problem")),
  };
}

/** @param {XMLHttpRequest} request */
function trouble(request) {
  const detail = (request.responseType === "json" && request.response?.detail) || _("The server answered {status}.", { status: request.status });
  return new Trouble(detail, request.status, Number(request.getResponseHeader("Retry-After")) || 0);
}

/** Browsers hash only where the address is https or this machine; elsewhere the line is trusted. @param {ArrayBuffer} body */
async function checksum(body) {
  if (!crypto.subtle) return "";
  return `sha512 ${base64(new Uint8Array(await crypto.subtle.digest("SHA-512", body)))}`;
}

/** @param {Uint8Array} bytes */
const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
