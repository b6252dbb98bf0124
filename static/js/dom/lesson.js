/**
 * What the elements of a lesson share, and what a lesson's own demo may use: the learner's progress, and whether a
 * prediction is in. A demo tells what it measured, or that a change was made, by an event that bubbles:
 *
 *     element.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail: { prediction, value, samples, n } }))
 *     element.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name } }))
 */

import { Progress } from "../lib/progress.js";

/**
 * @typedef {object} Measured detail of "measured"
 * @property {string} prediction its id
 * @property {number | null} [value] what was measured; none for a choice or an order
 * @property {number[]} [samples] what is drawn as one square each
 * @property {number} [n] how many events it was measured over
 */

/** The progress of this browser. */
export const progress = new Progress(storage());

// A change in another tab is a change.
addEventListener("storage", ({ key }) => {
  if (key === "progress" || key === null) progress.dispatchEvent(new Event("change"));
});

/** The slug of the lesson an element belongs to. @param {Element} element */
export function lessonOf(element) {
  return /** @type {HTMLElement | null} */ (element.closest("[data-lesson]"))?.dataset.lesson ?? "";
}

/** Whether a prediction is locked in. @param {Element} element within the lesson @param {string} id of the prediction */
export function isPredicted(element, id) {
  return progress.prediction(lessonOf(element), id) !== null;
}

/**
 * Calls back once a prediction is in: at once, if it is.
 * @param {Element} element within the lesson
 * @param {string} id of the prediction
 * @param {() => void} then
 * @param {AbortSignal} signal
 */
export function whenPredicted(element, id, then, signal) {
  if (isPredicted(element, id)) then();
  else {
    const waiting = new AbortController();
    const either = AbortSignal.any([signal, waiting.signal]);
    const look = () => {
      if (!isPredicted(element, id)) return;
      waiting.abort();
      then();
    };
    progress.addEventListener("change", look, { signal: either });
  }
}

function storage() {
  try {
    return localStorage;
  } catch {
    return null; // Closed to us: a private window, a frame on another site.
  }
}
