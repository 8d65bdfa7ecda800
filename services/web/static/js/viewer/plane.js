// @ts-check
/* Places in the plane: where a picture may lie, and where two fingers are. */

/**
 * Where a side of the picture may lie: `shift` from its place at rest, which is `start`.
 * @param {number} shift @param {number} start @param {number} length @param {number} scale @param {number} room
 */
export function held(shift, start, length, scale, room) {
  const long = length * scale;
  if (long <= room) return (room - long) / 2 - start;
  return Math.min(Math.max(shift, room - long - start), -start);
}

/** @param {PointerEvent} a @param {PointerEvent} b */
export const distance = (a, b) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

/** @param {PointerEvent} a @param {PointerEvent} b */
export const middle = (a, b) => ({ clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 });
