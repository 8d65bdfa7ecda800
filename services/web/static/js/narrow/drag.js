// @ts-check
/* Dragging with a mouse, a pen or a finger; a press that does not move stays a click. */

const SLACK = 4; // px

/** @param {Element} what @param {(event: PointerEvent) => void} moved @param {() => void} ended */
export function drag(what, moved, ended) {
  what.addEventListener("dragstart", (event) => event.preventDefault());
  what.addEventListener("pointerdown", (event) => {
    if (!(event instanceof PointerEvent) || event.button) return;
    const from = event.clientX;
    let dragging = false;
    const follow = (/** @type {PointerEvent} */ now) => {
      dragging ||= Math.abs(now.clientX - from) > SLACK;
      if (dragging) moved(now);
    };
    const leave = () => {
      removeEventListener("pointermove", follow);
      for (const end of ENDS) removeEventListener(end, leave);
      if (!dragging) return;
      addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", stop, { capture: true }));
      ended();
    };
    addEventListener("pointermove", follow);
    for (const end of ENDS) addEventListener(end, leave);
  });
}

const ENDS = /** @type {const} */ (["pointerup", "pointercancel"]);

/** The click that ends a drag leads nowhere. @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
