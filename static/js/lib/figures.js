/** What a stage shows in figures: of which event they speak, the large one of each lane, and what stands over the edge. */

import { conditionWords } from "./condition-words.js";
import { atMoment } from "./conditions.js";
import { clockError, duration, listed, timeOfDay } from "./format.js";
import { fateAt } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */

/**
 * What the large figure of every lane is.
 * @param {Scene} scene
 */
export function eventTitle({ event, follows }) {
  if (event === null) return "last event";
  return follows ? `event #${event} took` : `event #${event}`;
}

/**
 * The large figure of a lane: a latency in ms, a word, or null while there is nothing to tell.
 * @param {Scene} scene
 * @param {string} name
 * @returns {number | string | null}
 */
export function latestFigure({ trace, event, edge, playhead }, name) {
  const lane = trace.lane(name);
  if (event !== null) {
    const fate = fateAt(lane, event, edge);
    return typeof fate === "object" ? (fate?.latency_ms ?? null) : fate;
  }
  const seen = playhead.live ? lane.deliveries.at(-1) : lane.deliveries.findLast((one) => one.arrived_at <= edge);
  return seen?.latency_ms ?? null;
}

/**
 * What stands over the right edge of the picture.
 * @param {Scene} scene
 */
export function edgeLabel({ recording, playhead, live, edge }) {
  if (recording) return timeOfDay(edge);
  return playhead.live ? "now" : `−${duration(live - edge)}`;
}

/**
 * A pace of the picture, as its button is called.
 * @param {number} speed one of SPEEDS
 */
export function saysSpeed(speed) {
  return speed === 1 ? "1×" : `1/${Math.round(1 / speed)}`;
}

/**
 * How the picture moves where it does not move with time: "paused", "1/20 speed". Empty while it does.
 * @param {Scene} scene
 */
export function paceWords({ playhead: { paused, speed } }) {
  return [paused ? "paused" : "", speed === 1 ? "" : `${saysSpeed(speed)} speed`].filter(Boolean).join(", ");
}

/**
 * How wrong the clock can be. Empty while there is nothing measured.
 * @param {Scene} scene
 */
export function clockWords({ session, recording, trace }) {
  return session.running || recording ? clockError(trace.clock?.error_ms) : "";
}

/**
 * What the figures are: measured now, and with what in the way, or measured before.
 * @param {Scene} scene
 */
export function sourceWords({ recording, trace, edge }) {
  if (recording) return `Recorded, ${recording.told}`;
  const { lanes, ...all } = atMoment(trace.conditions, edge);
  const words = [...conditionWords(all), ...(lanes ? ["more on single lines"] : [])];
  return `Live, ${words.length > 0 ? `with ${listed(words)}` : "no delay added"}`;
}
