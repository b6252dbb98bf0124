/** What the controls of the stage offer, and the mapping between a slider's steps and a value. */

import { BOUNDS } from "./settings.js";

/** Rates of publishing by itself, events a second; 0 = off. */
export const RATES = [0, 1, 2, 10, 50];

/** How long a long poll may be held, s. */
export const HOLD_S = BOUNDS.hold;

/** The poll interval, ms. Its slider is logarithmic: from 1 to 2 s is as far as from 10 to 20 s. */
const INTERVAL_MS = BOUNDS.interval;
export const INTERVAL_STEPS = 100;

/**
 * The interval at a step of its slider, in round numbers.
 * @param {number} step 0 to INTERVAL_STEPS
 * @returns {number} ms
 */
export function intervalAt(step) {
  const { least, most } = INTERVAL_MS;
  const ms = least * (most / least) ** (step / INTERVAL_STEPS);
  const round = ms < 1_000 ? 10 : 100;
  return Math.round(ms / round) * round;
}

/**
 * @param {number} ms
 * @returns {number} the nearest step
 */
export function intervalStep(ms) {
  const { least, most } = INTERVAL_MS;
  return Math.round((INTERVAL_STEPS * Math.log(ms / least)) / Math.log(most / least));
}

/** @param {number} ms */
export function saysInterval(ms) {
  return ms < 1_000 ? `${ms}\u202fms` : `${(ms / 1_000).toFixed(1)}\u202fs`;
}
