/**
 * What a class answered: how late each learner would bear each of the eight products to be. Pure; all seconds.
 *
 * Whoever has a class's link may publish into its room. So nothing that comes from there is trusted: what is no answer is
 * passed over, one learner's is replaced only by what shows to be that learner's (`class-learner.js`), and what is kept of
 * answers is bounded.
 *
 * @typedef {Record<string, number>} Delays by product; all of them
 * @typedef {import("./class-learner.js").Proof & { delays: Delays }} Answer
 * @typedef {{ median: number, from: number, to: number }} Spread the middle half lies between `from` and `to`
 */

import { isProof } from "./class-learner.js";
import { FROM_S, PRODUCTS, STEPS, share, TO_S } from "./products.js";

/**
 * As many as a topic's log holds events (`topic_events` in realtime/limits.py): who comes late can hear of no more. Who came
 * first stays, so that one who makes up learners by the thousand cannot drive out a class that was heard before.
 */
export const MOST_LEARNERS = 1_000;

/** Fewer answers have no middle half worth telling. */
export const ENOUGH = 4;

/**
 * The answer in an event's data, without whatever else came with it.
 * @param {any} data as somebody published it
 * @returns {Answer | null} null when it is none
 */
export function answerIn(data) {
  if (!isProof(data)) return null;
  /** @type {Delays} */
  const delays = {};
  for (const { id } of PRODUCTS) {
    const seconds = /** @type {any} */ (data).delays?.[id];
    if (typeof seconds !== "number" || !(seconds >= FROM_S && seconds <= TO_S)) return null;
    delays[id] = seconds;
  }
  return { shows: data.shows, changes: data.changes, delays };
}

/** Whether two answers say the same. @param {Delays} one @param {Delays} other */
export function same(one, other) {
  return PRODUCTS.every(({ id }) => one[id] === other[id]);
}

/** The latest answer of each learner. */
export class Answers {
  /** @type {Map<string, Answer>} by learner */
  #latest = new Map();

  /** @param {import("./class-learner.js").LinkAfter} linkAfter */
  constructor(linkAfter) {
    this.linkAfter = linkAfter;
  }

  /** @param {any} data of an event @returns {boolean} whether it was an answer, and one that counts */
  hear(data) {
    const answer = answerIn(data);
    if (!answer) return false;
    const learner = this.linkAfter(answer.shows, answer.changes);
    const known = this.#latest.get(learner);
    if (known ? known.changes >= answer.changes : this.count >= MOST_LEARNERS) return false; // Everybody has read what it shows.
    this.#latest.set(learner, answer);
    return true;
  }

  get count() {
    return this.#latest.size;
  }

  /** @param {string} learner @returns {Delays | null} */
  of(learner) {
    return this.#latest.get(learner)?.delays ?? null;
  }

  /** Of one product, from the strictest to the most patient. @param {string} product */
  to(product) {
    return Array.from(this.#latest.values(), ({ delays }) => delays[product] ?? 0).sort((a, b) => a - b);
  }

  /** The product about which the middle half differs by the largest factor; null while too few have answered, or all agree. */
  get widest() {
    if (this.count < ENOUGH) return null;
    const factors = PRODUCTS.map(({ id }) => {
      const { from, to } = spread(this.to(id));
      return to / from;
    });
    const most = Math.max(...factors);
    return most > 1 ? (PRODUCTS[factors.indexOf(most)] ?? null) : null;
  }
}

/** @param {number[]} sorted not empty @returns {Spread} each of them somebody's answer (nearest rank) */
export function spread(sorted) {
  const rank = (/** @type {number} */ part) => sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
  return { median: rank(0.5), from: rank(0.25), to: rank(0.75) };
}

/**
 * How many answers lie at which place of the axis.
 * @param {number[]} delays
 * @returns {{ at: number, answers: number }[]} `at` 0 to 1
 */
export function stacks(delays) {
  /** @type {Map<number, number>} */
  const steps = new Map();
  for (const seconds of delays) {
    const step = Math.round(share(seconds) * STEPS);
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  return Array.from(steps, ([step, answers]) => ({ at: step / STEPS, answers }));
}
