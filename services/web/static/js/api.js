// @ts-check
/* Asks the API of this application; what it refuses comes back as an error that a person can read. */

import { _ } from "./words.js";

/** What the server said no to; `message` is for people. */
export class Refusal extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** What shows the server that this page asks. */
function token() {
  const tray = document.querySelector("#tray");
  const field = document.querySelector('input[name="csrf_token"]');
  const held = tray instanceof HTMLElement ? tray.dataset.token : undefined;
  return held ?? (field instanceof HTMLInputElement ? field.value : "");
}

/**
 * Send a request and return what the JSON of its answer holds.
 * @param {string} method @param {string} address @param {object} [body] @returns {Promise<any>}
 */
export async function ask(method, address, body) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": token() };
  const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body) }).catch(() => {
    throw new Refusal(_("The server cannot be reached. Nothing was changed."), 0);
  });
  const said = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(said?.detail || _("Something went wrong. Nothing was changed."), answer.status);
  return said;
}

/** Change something. @param {string} address @param {object} [body] */
export const post = (address, body) => ask("POST", address, body);

/** Send a form as a browser does, for an answer that is a download. @param {string} address @param {Record<string, string>} fields */
export function submit(address, fields) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.hidden = true;
  for (const [name, value] of Object.entries({ ...fields, csrf_token: token() })) {
    const field = document.createElement("input");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
