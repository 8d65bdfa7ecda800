// @ts-check
/* Keys: an element whose `data-key` names one is clicked, or focused if it is a field; `?` lists them. */

/** @param {EventTarget | null} target */
const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (typing(event.target)) {
    if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    /** @type {HTMLDialogElement | null} */ (document.querySelector("#keys"))?.showModal();
    return;
  }
  if (event.key === "\\") location.reload();
  const found = document.querySelector(`[data-key~="${CSS.escape(event.key)}"]`);
  if (!(found instanceof HTMLElement) || inPlayer(event)) return;
  event.preventDefault();
  if (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement) found.select();
  else found.click();
  if (found.tagName === "SUMMARY") found.focus(); // the arrows and Tab go on from there
});

/** The arrows move within a recording while its player has the focus. @param {KeyboardEvent} event */
function inPlayer(event) {
  return event.target instanceof HTMLMediaElement && event.key.startsWith("Arrow");
}
