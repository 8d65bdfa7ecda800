// @ts-check
/* The style sheet of what is shown of albums on pages that are about something else. */

export function style() {
  const href = new URL("../../css/album-dialog.css", import.meta.url).pathname;
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href });
  document.head.append(link);
}
