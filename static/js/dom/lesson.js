/**
 * What the elements of a lesson share, and what a lesson's own demo may use: the learner's progress, and whether a
 * prediction is in. A demo tells what it measured, or that a change was made, by an event that bubbles:
 *
 *     element.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail: { prediction, value, samples, n } }))
 *     element.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name } }))
 */

import { Progress } from "../lib/progress.js";
import { make } from "./make.js";

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
// So is what was done on other pages, when the browser kept this one and Back shows it as it was left.
addEventListener("pageshow", ({ persisted }) => persisted && progress.dispatchEvent(new Event("change")));

/** The slug of the lesson an element belongs to. @param {Element} element */
export function lessonOf(element) {
  return /** @type {HTMLElement | null} */ (element.closest("[data-lesson]"))?.dataset.lesson ?? "";
}

/** Whether a prediction is locked in. @param {Element} element within the lesson @param {string} id of the prediction */
export function isPredicted(element, id) {
  return progress.prediction(lessonOf(element), id) !== null;
}

/**
 * The predictions that a gate names. The run that waits for all of them answers the first; who answers more says so.
 * @param {string | null | undefined} gate ids, separated by commas
 */
export function gatesOf(gate) {
  return gate ? gate.split(",") : [];
}

/**
 * Tells which predictions of a gate are still to be locked in: at once, and again with each one, until none is left.
 * @param {Element} element within the lesson
 * @param {string | null | undefined} gate see gatesOf
 * @param {(left: string[]) => void} tell
 * @param {AbortSignal} signal
 */
export function watchGate(element, gate, tell, signal) {
  const open = () => gatesOf(gate).filter((id) => !isPredicted(element, id));
  let left = open();
  tell(left);
  if (left.length === 0) return;
  const waiting = new AbortController();
  const look = () => {
    const now = open();
    if (now.length === left.length) return;
    left = now;
    if (left.length === 0) waiting.abort();
    tell(left);
  };
  progress.addEventListener("change", look, { signal: AbortSignal.any([signal, waiting.signal]) });
}

/** The way out of a lock, to stand after "locked". @param {string[]} left predictions still to be answered */
export function untilAnswered([first, ...others]) {
  const link = make("a", { href: `#predict-${first}` }, others.length > 0 ? "the predictions" : "the prediction");
  return [" until you answer ", link, "."];
}

/** What this browser keeps for the site. @returns {Storage | null} */
export function storage() {
  try {
    return localStorage;
  } catch {
    return null; // Closed to us: a private window, a frame on another site.
  }
}
