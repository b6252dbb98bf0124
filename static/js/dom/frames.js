/**
 * One requestAnimationFrame for the whole page, however many stages it holds. It runs only while someone listens, and
 * browsers stop it by themselves while the tab is hidden.
 */

/** @typedef {(time: number) => void} Listener called with performance.now() of the frame */

/** @type {Set<Listener>} */
const listeners = new Set();
let handle = 0;

/**
 * Calls `listener` before every repaint until the returned function is called.
 * @param {Listener} listener
 * @returns {() => void}
 */
export function onFrame(listener) {
  listeners.add(listener);
  handle ||= requestAnimationFrame(run);
  return () => listeners.delete(listener);
}

/** @param {number} time */
function run(time) {
  for (const listener of listeners) listener(time);
  handle = listeners.size > 0 ? requestAnimationFrame(run) : 0;
}
