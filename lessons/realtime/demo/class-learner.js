/** Who answers in a class: a random number and nothing else. Pure over anything that stores like localStorage. */

const LEARNER = /^[0-9a-f]{32}$/;

/** @param {unknown} value */
export function isLearner(value) {
  return typeof value === "string" && LEARNER.test(value);
}

const KEPT = "class";

/**
 * The random number under which this browser answers in a room: the same after the page was loaded again, so that nobody
 * is counted twice, and another in the next room, so that nothing ties two classes together.
 * @param {string} room
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage null where it is closed to us
 * @param {() => string} make a new one: `makeTag` (lib/tag.js)
 */
export function learnerIn(room, storage, make) {
  const kept = read(storage);
  if (kept?.room === room && isLearner(kept?.learner)) return /** @type {string} */ (kept.learner);
  const learner = make();
  try {
    storage?.setItem(KEPT, JSON.stringify({ room, learner }));
  } catch {
    // Full or forbidden: the number lasts as long as the page.
  }
  return learner;
}

/** @param {Pick<Storage, "getItem"> | null} storage */
function read(storage) {
  try {
    return JSON.parse(storage?.getItem(KEPT) ?? "null");
  } catch {
    return null;
  }
}
