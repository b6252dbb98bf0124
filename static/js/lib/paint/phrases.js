/** The words on the canvas. Short, because they stand beside the mark they speak of. */

import { count, duration, ms, range } from "../format.js";

/**
 * The label of an answer.
 * @param {import("./answers.js").Answer} answer
 * @param {number} error_ms bound of the clock's error
 * @returns {string} such as "81 ms", "4 events, 468–1,001 ms", "#42 again"
 */
export function told({ deliveries, kind, least_ms, most_ms, behind }, error_ms) {
  const many = deliveries.length;
  const { id } = deliveries[0];
  const time = many === 1 ? ms(most_ms, error_ms) : range(Math.max(least_ms, 0), most_ms);
  if (kind === "again") return `#${id} again`;
  if (kind === "late") return many === 1 ? `#${id} after #${behind}, ${time}` : `${count(many)} out of order, ${time}`;
  if (kind === "replayed") return many === 1 ? `replayed, ${time}` : `${count(many)} replayed, ${time}`;
  return many === 1 ? time : `${count(many)} events, ${time}`;
}

/** @param {number} size */
export const lost = (size) => `${count(size)} lost`;

/** @param {number} status */
export const refused = (status) => `answered ${status}`;

/**
 * How long a question was held, or is held so far.
 * @param {number} held_ms
 * @param {boolean} over
 */
export const held = (held_ms, over) => (over ? `held ${ms(held_ms)}` : `held ${duration(held_ms)} so far`);

/** What a wall is called: cut on purpose, a hole that nobody is told of, or a line that was lost. */
const WALLS = { cut: "line cut", hole: "black hole", lost: "no connection" };

/**
 * @param {number} out_ms
 * @param {keyof typeof WALLS} kind
 */
export const lineOut = (out_ms, kind) => `${WALLS[kind]} ${duration(out_ms)}`;

/**
 * A pause in full, and in short where there is no room.
 * @param {number} out_ms
 * @param {number} missed events
 * @param {import("../facts.js").Why} why
 */
export function paused(out_ms, missed, why) {
  const short = `${why === "hidden" ? "hidden" : "paused"} ${duration(out_ms)}`;
  const whole = why === "hidden" ? short : `${short} for another tab`;
  const events = `${count(missed)} ${missed === 1 ? "event" : "events"} not fetched`;
  return missed === 0 ? [whole, short] : [`${whole}, ${events}`, `${short}, ${events}`, short];
}
