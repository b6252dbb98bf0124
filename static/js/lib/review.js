/**
 * When a review card comes back: after 1, 3 and 7 days, each time it was known; after 1 day when it was not. Pure.
 *
 * @typedef {import("./progress.js").CardState} CardState `box` counts how often it was known in a row; `due_at` null: it rests
 */

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Days until a card comes back, by how often it was known in a row. */
const DAYS = [1, 3, 7];

/**
 * A card that was read for the first time.
 * @param {number} now ms since the epoch
 * @returns {CardState}
 */
export function begun(now) {
  return { box: 0, due_at: now + DAY_MS };
}

/**
 * A card that was asked.
 * @param {CardState} state
 * @param {boolean} known
 * @param {number} now
 * @returns {CardState}
 */
export function asked({ box }, known, now) {
  if (!known) return begun(now);
  const days = DAYS[box + 1];
  return { box: box + 1, due_at: days === undefined ? null : now + days * DAY_MS };
}

/**
 * @param {CardState | undefined} state undefined: never read
 * @param {number} now
 */
export function isDue(state, now) {
  return state?.due_at !== null && state?.due_at !== undefined && state.due_at <= now;
}

/**
 * "later today", "tomorrow", "in 3 days"; "known" when it rests. By the reader's calendar: a card that was opened last
 * night and is due tonight is not due tomorrow.
 * @param {CardState} state
 * @param {number} now
 */
export function saysDue({ due_at }, now) {
  if (due_at === null) return "known";
  if (due_at <= now) return "today";
  const days = Math.round((midnight(due_at) - midnight(now)) / DAY_MS); // A day may have 23 hours, or 25.
  if (days === 0) return "later today";
  return days === 1 ? "tomorrow" : `in ${days} days`;
}

/** With which the reader's day began. @param {number} ms since the epoch */
function midnight(ms) {
  return new Date(ms).setHours(0, 0, 0, 0);
}
