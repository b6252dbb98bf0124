/** How long to wait before the next attempt, and how a client comes back by it. Pure; times are ms. */

const FIRST_MS = 500;
const MOST_MS = 30_000;

// #region back-off
/** @typedef {(attempt: number, random: () => number) => number} BackOff ms to wait; `attempt` counts from 0 */

/** @type {BackOff} */
export const everySecond = () => 1_000;

/** @type {BackOff} */
export const doubling = (attempt) => Math.min(MOST_MS, FIRST_MS * 2 ** attempt); // (a)

/** @type {BackOff} */
export const fullJitter = (attempt, random) => random() * doubling(attempt, random); // (b)
// #endregion

/**
 * One client that has lost its server: it waits, and asks, until it is answered.
 * @param {BackOff} backOff
 * @param {object} world
 * @param {() => Promise<boolean>} world.ask whether there was an answer
 * @param {(ms: number) => Promise<void>} world.sleep
 * @param {AbortSignal} world.signal ends it between two attempts
 * @param {() => number} [world.random] from 0 up to 1
 */
export async function comeBack(backOff, { ask, sleep, signal, random = Math.random }) {
  for (let attempt = 0; ; attempt++) {
    await sleep(backOff(attempt, random));
    if (signal.aborted || (await ask())) return;
  }
}

/** How many fall into each bin. @param {number[]} times @param {{ bin_ms: number, to_ms: number }} axis */
export function histogram(times, { bin_ms, to_ms }) {
  const bins = /** @type {number[]} */ (new Array(Math.ceil(to_ms / bin_ms)).fill(0));
  for (const at of times) {
    const bin = Math.floor(at / bin_ms);
    if (bin < bins.length) bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

/** The most that lie within one window of this length, wherever it begins. @param {number[]} times @param {number} window_ms */
export function densest(times, window_ms) {
  const ascending = [...times].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [place, at] of ascending.entries()) {
    while (at - (ascending[first] ?? at) > window_ms) first++;
    most = Math.max(most, place - first + 1);
  }
  return most;
}
