/** How long to wait before the next attempt, and what a thousand clients make of it together. Pure; times are ms. */

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
 * @typedef {{ attempts: number[], back: number[] }} Storm when each attempt reached the server, and which of them found it
 *   there; both ascending, from the moment it went away
 */

/**
 * Clients that lose their server at the same time, each with the same back-off. A model: an attempt takes no time, and a
 * server that is back serves everybody.
 * @param {BackOff} backOff
 * @param {object} model
 * @param {number} model.clients
 * @param {number} model.outage_ms how long the server is away
 * @param {number} model.spread_ms within which all notice that it is gone
 * @param {() => number} [model.random] from 0 up to 1
 * @returns {Storm}
 */
export function storm(backOff, { clients, outage_ms, spread_ms, random = Math.random }) {
  /** @type {Storm} */
  const storm = { attempts: [], back: [] };
  for (let client = 0; client < clients; client++) {
    let at = random() * spread_ms;
    for (let attempt = 0; ; attempt++) {
      at += backOff(attempt, random);
      storm.attempts.push(at);
      if (at >= outage_ms) break;
    }
    storm.back.push(at);
  }
  const ascending = (/** @type {number} */ a, /** @type {number} */ b) => a - b;
  return { attempts: storm.attempts.sort(ascending), back: storm.back.sort(ascending) };
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
