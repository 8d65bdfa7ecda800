// @ts-check
/* What others say of the file meanwhile stands beside it at once, or as soon as nobody types there. */

let late = false;

export function hearOthers() {
  for (const event of ["live:open", "live:change"]) document.body.addEventListener(event, renew);
  document.addEventListener("focusout", () => late && setTimeout(renew));
}

/** Whether something would be lost. @param {Element} part */
function busy(part) {
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (part.querySelectorAll("#new-tag, #new-comment"));
  return part.querySelector(".edit[open]") !== null || [...fields].some((field) => field === document.activeElement || field.value !== field.defaultValue);
}

async function renew() {
  const part = document.querySelector("#remarks");
  if (!(part instanceof HTMLElement)) return;
  late = busy(part);
  if (late) return;
  const headers = { "HX-Request": "true", "X-Seen": part.dataset.seen ?? "" };
  const answer = await fetch(part.getAttribute("hx-get") ?? "", { headers }).catch(() => null);
  if (answer?.status !== 200) return; // nothing that is new, or live news will come again
  const html = await answer.text();
  late = busy(part);
  if (part.isConnected && !late) /** @type {any} */ (window).htmx?.swap(part, html, { swapStyle: "outerHTML" });
}
