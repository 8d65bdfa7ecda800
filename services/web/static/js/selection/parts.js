// @ts-check
/* The modules that can do something with chosen files; each calls `act` of actions.js when it is loaded. */

/** @type {(() => Promise<unknown>)[]} */
export const PARTS = [
  () => import("../albums/bulk.js"),
  () => import("../map/place-action.js"),
  () => import("./marks.js"),
  () => import("./alike.js"),
];
