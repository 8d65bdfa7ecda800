// @ts-check
/* A long list of choices can be searched. */

/** Put a search box over each long list within. @param {HTMLElement} within */
export function findInLists(within) {
  for (const list of within.querySelectorAll("[data-find]")) {
    if (!(list instanceof HTMLElement)) continue;
    const box = document.createElement("input");
    box.type = "search";
    box.className = "find";
    box.placeholder = list.dataset.find ?? "";
    box.setAttribute("aria-label", box.placeholder);
    box.addEventListener("input", () => show(list, box.value));
    list.before(box);
  }
}

/** Leave what has these letters, and what is chosen. @param {HTMLElement} list @param {string} text */
function show(list, text) {
  const wanted = folded(text);
  for (const option of list.children) {
    const chosen = option.hasAttribute("aria-current");
    if (option instanceof HTMLElement) option.hidden = !chosen && !folded(option.textContent ?? "").includes(wanted);
  }
}

/** @param {string} text */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
