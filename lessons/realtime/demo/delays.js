/** The delays of the dial, and what each does to four products. Pure; all ms. */

import { count, duration, ms } from "../../../js/lib/format.js";

/** What the dial offers. */
export const DELAYS_MS = [0, 100, 300, 1_000, 3_000, 10_000, 30_000];

/** From here on the change of the lesson counts as made. */
export const LATE_MS = 10_000;

/** A delay of the dial: "100 ms", "3 s" @param {number} delay_ms */
export function label(delay_ms) {
  return says(delay_ms).replace(".0", "");
}

/** What was measured: "104 ms", "3.1 s" @param {number} delay_ms */
export function says(delay_ms) {
  return delay_ms < 1_000 ? ms(delay_ms) : duration(delay_ms);
}

export const PRODUCTS = [
  { name: "Chat", is: "A question, and the friend who answers it at once." },
  { name: "Live score", is: "A match that your neighbours follow on the radio." },
  { name: "Chart", is: "Visitors to a site over the last hour. Sample figures." },
  { name: "Report", is: "The sales of yesterday, for the morning. Sample figures." },
];

/** The width of an hour on the chart, px of its drawing. */
export const HOUR = 240;

/**
 * What a delay did, a sentence for each product.
 * @param {number} late_ms measured, from the moment it happened until the screen said so
 * @param {number | null} answer_ms measured, until the friend's answer was there; null: not yet
 */
export function effects(late_ms, answer_ms) {
  const px = (late_ms / 3_600_000) * HOUR;
  return [
    answer_ms === null
      ? "The question is there; the answer is on its way."
      : `You had the answer ${says(answer_ms)} after you asked.`,
    `You heard the cheer ${says(late_ms)} before your screen said so.`,
    `The point is ${says(late_ms)} late on an axis of one hour: ${px < 0.1 ? "less than 0.1" : px.toFixed(1)} of its ${count(HOUR)} pixels.`,
    `It came ${says(late_ms)} late. It is about yesterday.`,
  ];
}
