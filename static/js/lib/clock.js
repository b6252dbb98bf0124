/**
 * The one clock: how far the server's clock is ahead of the browser's, and how wrong that can be. Pure; times are ms.
 *
 * An exchange goes as in NTP (RFC 5905 section 8): the browser sends at t0, the server reads at t1 and answers at t2, the
 * browser reads at t3. The server reads after the browser sent, and the browser reads after the server sent. So every
 * exchange proves two bounds of offset = server - browser: at most t1 - t0, at least t2 - t3. The lowest upper and the
 * highest lower bound of many exchanges enclose the truth; the estimate is the middle, and half the width is its error.
 * The usual rule, least round trip wins, is the same for one exchange. Here the least way up and the least way down may
 * come from two, so what a busy line delays in one direction is not taken for an offset.
 *
 * No number of exchanges can tell a longer way up from a longer way down. Unequal ways shift the estimate by half their
 * difference, and the error bound covers that. Clocks drift: a bound weakens with its age, and an old one gives way.
 *
 * @typedef {{ t0: number, t1: number, t2: number, t3: number }} ClockExchange
 * @typedef {{ offset_ms: number, error_ms: number, rtt_ms: number }} Estimate
 * @typedef {{ value: number, at: number }} Bound
 */

/** How far two clocks may part: crystals keep within 50 ppm each, and a bit for clocks that are being set right. */
const DRIFT = 120e-6;

/** Exchanges older than this tell nothing that later ones do not tell better. */
const WINDOW_MS = 60_000;

/** The burst at the start: enough to meet a quiet moment of the line in each direction. */
export const BURST = { exchanges: 10, every_ms: 30 };

/** After the burst. */
const EVERY_MS = 2_000;

export class Clock {
  /** @type {ClockExchange[]} */
  #exchanges = [];
  #burst = BURST.exchanges;
  #resolution_ms;
  /** @type {Bound} offset is at most this */
  #upper = { value: Number.POSITIVE_INFINITY, at: 0 };
  /** @type {Bound} offset is at least this */
  #lower = { value: Number.NEGATIVE_INFINITY, at: 0 };

  /** @param {{ resolution_ms?: number }} [options] step of the browser's timer: 0.005 when isolated, else 0.1 */
  constructor({ resolution_ms = 0.1 } = {}) {
    this.#resolution_ms = resolution_ms;
  }

  /** Time until the next exchange should be sent. Asking counts as sending one. */
  nextIn() {
    if (this.#burst <= 0) return EVERY_MS;
    this.#burst--;
    return BURST.every_ms;
  }

  /** True once the burst has been answered for the most part. */
  get settled() {
    return this.#exchanges.length >= BURST.exchanges * 0.8;
  }

  /**
   * Takes in one exchange.
   * @param {ClockExchange} exchange
   * @returns {boolean} true when one of the clocks was set since the last one: all before is forgotten
   */
  add(exchange) {
    const stepped = this.#contradicts(exchange);
    if (stepped) {
      this.#exchanges = [];
      this.hurry();
    }
    this.#exchanges = this.#exchanges.filter((one) => one.t3 > exchange.t3 - WINDOW_MS);
    this.#exchanges.push(exchange);
    this.#enclose(exchange.t3);
    return stepped;
  }

  /** Begins a burst: at the start, after a step, and when another server may answer. */
  hurry() {
    this.#burst = BURST.exchanges;
  }

  /**
   * What is known at a time of the browser's clock; null before the first exchange.
   * @param {number} at
   * @returns {Estimate | null}
   */
  estimate(at) {
    if (this.#exchanges.length === 0) return null;
    const offset_ms = (this.#upper.value + this.#lower.value) / 2;
    const high = weakened(this.#upper, at) - offset_ms;
    const low = offset_ms - weakened(this.#lower, at, -1);
    const rtt_ms = Math.min(...this.#exchanges.map(({ t0, t1, t2, t3 }) => t3 - t0 - (t2 - t1)));
    return { offset_ms, error_ms: Math.max(high, low, 0) + this.#resolution_ms, rtt_ms: Math.max(rtt_ms, 0) };
  }

  /** Picks the bounds that are tightest now, their age considered. @param {number} now */
  #enclose(now) {
    const uppers = this.#exchanges.map(({ t0, t1 }) => ({ value: t1 - t0, at: t0 }));
    const lowers = this.#exchanges.map(({ t2, t3 }) => ({ value: t2 - t3, at: t3 }));
    this.#upper = uppers.reduce((best, one) => (weakened(one, now) <= weakened(best, now) ? one : best));
    this.#lower = lowers.reduce((best, one) => (weakened(one, now, -1) >= weakened(best, now, -1) ? one : best));
  }

  /** Bounds that exclude each other cannot both be true. @param {ClockExchange} exchange */
  #contradicts({ t0, t1, t2, t3 }) {
    if (this.#exchanges.length === 0) return false;
    const slack_ms = 2 * this.#resolution_ms;
    return t1 - t0 < weakened(this.#lower, t3, -1) - slack_ms || t2 - t3 > weakened(this.#upper, t3) + slack_ms;
  }
}

/**
 * A bound as it holds at a later time.
 * @param {Bound} bound
 * @param {number} at
 * @param {1 | -1} [side] 1: an upper bound, which rises; -1: a lower bound, which falls
 */
function weakened({ value, at: known_at }, at, side = 1) {
  return value + side * DRIFT * Math.max(at - known_at, 0);
}
