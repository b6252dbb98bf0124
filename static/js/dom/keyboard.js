/** Single keys for the whole page, that never act while the focus is where keys have a meaning of their own. */

import { actionOf } from "../lib/keys.js";
import { isWithin } from "./within.js";

const FIELDS = "input, textarea, select, button, summary, dialog, [contenteditable], [role=slider]";

/** Keys that a held finger must not repeat. */
const ONCE = new Set([" ", "p", "P", "x", "X", "?", "Enter"]);

/**
 * @param {readonly import("../lib/keys.js").Key[]} keys of this stage
 * @param {(action: { name: string, value?: unknown }) => void} act
 * @param {() => boolean} listens whether keys are for this stage now
 * @param {AbortSignal} signal
 */
export function onKeys(keys, act, listens, signal) {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event) || !listens())
        return;
      const action = actionOf(event.key, keys);
      if (!action) return;
      event.preventDefault();
      if (!(event.repeat && ONCE.has(event.key))) act(action);
    },
    { signal },
  );
}

/** @param {KeyboardEvent} event */
function isTaken({ target, key }) {
  if (key === "Escape") return isWithin(target, "dialog");
  return isWithin(target, key === "Enter" ? `${FIELDS}, a` : FIELDS);
}
