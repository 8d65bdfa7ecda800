// @ts-check
/* Hours are meant in the time zone that the person is in, unless another one is named. */

function name_zone() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of document.querySelectorAll("input[name=hours_zone]")) {
    if (field instanceof HTMLInputElement && !field.value && here) field.value = here;
  }
}

name_zone();
document.addEventListener("htmx:afterSwap", name_zone);
