/**
 * Conditions in words: short ones for a lane's header, and one sentence for a change. Pure.
 *
 * @typedef {import("./conditions.js").InForce} InForce
 */

import { atMoment, inLane } from "./conditions.js";
import { count, counted, duration, ms, spelt } from "./format.js";

/** How each answer of `status` is called. @type {Record<string, string>} */
export const ANSWERS = { 503: "503", 204: "204", redirect: "a redirect", "wrong-type": "the wrong type" };

/**
 * @param {InForce} said
 * @returns {string[]} such as "+80 ms each way"; empty for the network as it is
 */
export function conditionWords({ cut, black_hole, ...said }) {
  return [
    cut ? "line cut" : "",
    black_hole ? "black hole" : "",
    ...delayWords(said),
    said.jitter_ms ? `jitter ${ms(said.jitter_ms)}` : "",
    said.bytes_per_s ? `${count(said.bytes_per_s)}\u202fB/s` : "",
    said.buffer ? `a proxy holds ${said.buffer === "end" ? "all to the end" : `${count(said.buffer)}\u202fB`}` : "",
    said.idle_s ? `closed after ${duration(said.idle_s * 1_000)} of silence` : "",
    said.status
      ? `${ANSWERS[said.status.answer] ?? said.status.answer} to ${counted(said.status.requests, "request")}`
      : "",
    said.duplicate ? `${percent(said.duplicate)} twice` : "",
    said.reorder ? `${percent(said.reorder)} swapped` : "",
  ].filter(Boolean);
}

/**
 * The same without what the lane's state and its wall say already.
 * @param {InForce} said
 */
export function addedWords({ cut: _, black_hole: __, ...said }) {
  return conditionWords(said);
}

/** @param {InForce} said */
function delayWords({ delay_up_ms = 0, delay_down_ms = 0 }) {
  if (delay_up_ms === delay_down_ms) return delay_up_ms ? [`+${ms(delay_up_ms)} each way`] : [];
  const up = delay_up_ms ? [`+${ms(delay_up_ms)} up`] : [];
  return delay_down_ms ? [...up, `+${ms(delay_down_ms)} down`] : up;
}

/** @param {number} share */
export const percent = (share) => `${Math.round(share * 100)}%`;

/**
 * What is in force in all lanes, and in which ones more: "Every line: +80 ms each way. SSE: line cut."
 * @param {import("./conditions.js").Told | null} told
 * @param {number} at server-clock ms
 * @param {string[]} lanes names
 * @param {(lane: string) => string} named
 */
export function conditionSentence(told, at, lanes, named) {
  const now = atMoment(told, at);
  /** @type {Record<string, string[]>} names of lanes by what is in force there */
  const said = {};
  for (const lane of lanes) {
    const words = conditionWords(inLane(now, lane)).join(", ");
    if (words) said[words] = [...(said[words] ?? []), named(lane)];
  }
  const parts = Object.entries(said).map(([words, names]) => {
    const all = names.length === lanes.length && names.length > 1;
    return `${all ? `all ${spelt(names.length)} lanes` : names.join(", ")}: ${words}`;
  });
  if (parts.length === 0) return "The network is as it is, with nothing added.";
  return `The network from now on: ${parts.join("; ")}.`;
}
