/**
 * What a lane says of itself in words, at the moment on show. Pure; times are server-clock ms.
 *
 * A phrase is a list of parts, so that the page can set what matters in bold without any markup in strings.
 *
 * @typedef {import("./scene.js").Look} Look
 * @typedef {import("./lane.js").Lane} Lane
 * @typedef {import("./lane-items.js").State} State
 * @typedef {import("./statistics.js").Statistics} Statistics
 * @typedef {{ text: string, strong?: boolean }} Part
 * @typedef {{ hold: number, interval: number }} Asked what the reader set: seconds to hold, ms between polls
 */

import { stretchAt } from "./conditions.js";
import { count, DASH, duration, ms } from "./format.js";

/** A line that came back is called "open again" for this long. */
const AGAIN_MS = 10_000;

/** States in which a line is taken to be there. */
const HEARS = new Set(["asking", "open"]);

/** @param {string} text */
const strong = (text) => ({ text, strong: true });

/** @param {string} text */
const plain = (text) => ({ text });

/**
 * @param {Look} look
 * @param {Lane} lane
 * @param {number} at the moment on show
 * @param {Asked} asked
 * @param {import("./trace.js").Pause} [pause] in which that moment lies
 * @returns {Part[]}
 */
export function stateWords(look, lane, at, asked, pause) {
  const index = lane.states.findLastIndex((state) => state.at <= at);
  const state = lane.states[index];
  if (!state) return [plain(look.says)];
  const since = at - state.at;
  const cut = stretchAt(lane.cuts, at);
  if (cut && cut.from > state.at && HEARS.has(state.is))
    return [strong(cut.hole ? "black hole" : "line cut"), plain(", not noticed yet")];
  switch (state.is) {
    case "asking":
      return look.kind === "held" ? held(since, asked.hold) : [plain(look.kind === "exchange" ? "asking" : "opening")];
    case "answered":
      return [plain("answered")];
    case "open":
      return open(lane, index, since);
    case "waiting":
      return [plain("idle · next poll in "), strong(remaining(state, since))];
    case "lost":
      return [strong("line lost"), plain(state.reason ? `: ${state.reason}` : "")];
    case "retrying":
      return [strong("reconnecting"), plain(retry(state, since))];
    case "gave-up":
      return [strong("gave up"), plain(suffix(refusedWith(lane, state)))];
    default:
      return pause
        ? [strong("paused"), plain(pause.why === "hidden" ? " while hidden" : " for another tab")]
        : [plain("closed")];
  }
}

/**
 * The status that made a lane give up. EventSource does not say it; the server's record of the exchange does.
 * @param {Lane} lane
 * @param {State} state
 * @returns {number | null}
 */
export function refusedWith({ requests }, { status }) {
  const answered = requests.at(-1)?.status ?? null;
  return Number(status) || (answered !== null && answered !== 200 ? answered : null);
}

/** @param {number | null} status */
const suffix = (status) => (status ? `: ${status}` : "");

/**
 * @param {number} since ms
 * @param {number} hold s
 */
function held(since, hold) {
  return [strong("held"), plain(` ${seconds(since)} of ${hold}\u202fs`)];
}

/**
 * @param {Lane} lane
 * @param {number} index of the state "open"
 * @param {number} since ms
 */
function open(lane, index, since) {
  const broke = lane.states.slice(0, index).some((state) => state.is === "lost" || state.is === "retrying");
  return [strong(broke && since < AGAIN_MS ? "open again" : "open"), plain(` ${duration(since)}`)];
}

/**
 * The next try, and when it will be, where that is known: EventSource does not say.
 * @param {State} state
 * @param {number} since ms
 */
function retry(state, since) {
  const next = `, try ${state.attempt ?? 1}`;
  return typeof state.ms === "number" ? `${next} in ${remaining(state, since)}` : next;
}

/**
 * @param {State} state with the `ms` it lasts
 * @param {number} since ms
 */
function remaining(state, since) {
  return seconds(Math.max(0, Number(state.ms ?? 0) - since));
}

/** @param {number} time ms */
function seconds(time) {
  return `${(time / 1_000).toFixed(1)}\u202fs`;
}

/**
 * What went wrong in this lane so far; empty when nothing did.
 * @param {Statistics} statistics
 * @returns {string}
 */
export function troubleWords({ lost, duplicates, out_of_order }) {
  const words = [];
  if (lost > 0) words.push(`lost ${count(lost)}`);
  if (duplicates > 0) words.push(`${count(duplicates)} ${duplicates === 1 ? "duplicate" : "duplicates"}`);
  if (out_of_order > 0) words.push(`${count(out_of_order)} out of order`);
  return words.join(", ");
}

/**
 * What the events cost, in one line.
 * @param {Look} look
 * @param {Statistics} statistics
 */
export function costWords(look, { requests, empty, events }) {
  if (requests === 0) return "";
  if (look.kind === "exchange") return `${count(empty)} of ${count(requests)} answers empty`;
  // The question that is held now waits for the next event: it is no cost of those that came.
  const done = requests > events ? requests - 1 : requests;
  if (look.kind === "held" && events > 0) return `${requestsOf(done / events)} each`;
  return `${requestsOf(requests)} in all`;
}

/** @param {number} number */
function requestsOf(number) {
  const said = number < 10 ? number.toFixed(1).replace(".0", "") : count(number);
  return `${said} ${said === "1" ? "request" : "requests"}`;
}

/**
 * What has become of an event on a lane at a moment on show: an arrival after it is still on its way.
 * @param {Lane} lane
 * @param {number} id
 * @param {number} at
 */
export function fateAt(lane, id, at) {
  const fate = lane.fate(id);
  return typeof fate === "object" && fate !== null && fate.arrived_at > at ? "on its way" : fate;
}

/**
 * The same in words: "78 ms", "replayed, 1,707 ms", "lost", "on its way"; a dash when the lane was not there to hear it.
 * @param {Lane} lane
 * @param {number} id
 * @param {number} at
 * @param {number} [error_ms] bound of the clock's error
 */
export function fateWords(lane, id, at, error_ms) {
  const fate = fateAt(lane, id, at);
  if (fate === null) return DASH;
  if (typeof fate === "string") return fate;
  const latency = ms(fate.latency_ms, error_ms);
  return fate.kind === "replayed" ? `replayed, ${latency}` : latency;
}
