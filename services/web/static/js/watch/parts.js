// @ts-check
/* Which of the things that one analyzer sees a finding is: each can be shown by itself. */

const MOODS = new Set(["happy", "sad", "angry", "fearful", "disgusted", "surprised"]);

/** None has a name of its own where its analyzer sees but one kind. @param {import("./looking.js").Found} found */
export function partsOf({ analyzer, label, outline }) {
  if (analyzer === "attributes") return [MOODS.has(label ?? "") ? "emotion" : "look"];
  if (outline?.kind === "face") return ["mesh", "iris"];
  if (outline) return [outline.kind === "body" ? "body" : "hand"];
  return [analyzer === "pose" ? "gesture" : ""];
}
