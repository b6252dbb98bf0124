/**
 * What went wrong, in sentences: lines that broke and came back, events that are lost or came twice, a page nobody saw.
 * Pure; times are server-clock ms.
 *
 * @typedef {import("./trace.js").Trace} Trace
 * @typedef {import("./lane.js").Lane} Lane
 * @typedef {import("./lane-items.js").Delivery} Delivery
 * @typedef {import("./lane-items.js").State} State
 * @typedef {(lane: string) => string} Naming
 * @typedef {{ text: string, at: number }} Fault
 */

import { conditionSentence } from "./condition-words.js";
import { counted, duration, listed, sentence } from "./format.js";

/** A cut is noticed within this time. */
const CUT_MS = 1_000;

/**
 * The latest fault up to a moment; of two at the same time, the one that says more.
 * @param {Trace} trace
 * @param {number} now
 * @param {Naming} named
 * @returns {Fault | null}
 */
export function latestFault(trace, now, named) {
  const faults = [...trace.lanes.values()].flatMap((lane) => ofLane(lane, now, named));
  faults.push(...ofPauses(trace, named), ...ofServer(trace), ...ofConditions(trace, now, named));
  const past = faults.filter((fault) => fault.at <= now);
  return past.reduce(
    (latest, fault) => (latest && latest.at >= fault.at ? latest : fault),
    /** @type {Fault | null} */ (null),
  );
}

/**
 * @param {Lane} lane
 * @param {number} now
 * @param {Naming} named
 * @returns {Fault[]}
 */
function ofLane(lane, now, named) {
  const name = named(lane.name);
  return [ofLine(lane, now, name), ofGap(lane, now, name), ofDelivery(lane, now, name)].filter(
    (fault) => fault !== null,
  );
}

/**
 * The line broke, is back, or is given up.
 * @param {Lane} lane
 * @param {number} now
 * @param {string} name
 * @returns {Fault | null}
 */
function ofLine(lane, now, name) {
  const index = lane.states.findLastIndex(
    ({ is, at }) => at <= now && ["lost", "gave-up", "open", "answered"].includes(is),
  );
  const state = lane.states[index];
  if (state?.is === "gave-up") return { text: gaveUp(state, name), at: state.at };
  if (state?.is === "answered" && Number(state.status) >= 400) {
    return { text: `The server answered ${state.status} to ${name}. It asks again by itself.`, at: state.at };
  }
  if (state?.is === "lost") {
    const began = breakBefore(lane, index);
    return {
      text: `${sentence(name)} lost its line. It tries again by itself, from the last event it had.`,
      at: began.at,
    };
  }
  const began = state && lane.states[index - 1] ? breakBefore(lane, index - 1) : undefined;
  return state && began?.is === "lost" ? { text: back(lane, began, state, name), at: state.at } : null;
}

/**
 * The state in which the break began that the state at `index` belongs to.
 * @param {Lane} lane
 * @param {number} index
 * @returns {State}
 */
function breakBefore({ states }, index) {
  let began = /** @type {State} */ (states[index]);
  for (let i = index; i >= 0; i--) {
    const state = /** @type {State} */ (states[i]);
    if (!["lost", "retrying", "asking"].includes(state.is)) break;
    if (state.is === "lost") began = state;
  }
  return began;
}

/**
 * @param {State} state
 * @param {string} name
 */
function gaveUp({ status, message }, name) {
  const why = typeof message === "string" && message ? ` ${message}` : "";
  return status ? `The server answered ${status}, and ${name} gave up.${why}` : `${sentence(name)} gave up.${why}`;
}

/**
 * "The SSE line was gone for 2.6 s and 3 events missed it. It came back after event 406; the server replayed all 3."
 * @param {Lane} lane
 * @param {State} began
 * @param {State} ended
 * @param {string} name
 */
function back(lane, began, ended, name) {
  const exchange = lane.requests.findLast(({ asked_at, retried }) => retried && asked_at <= ended.at);
  const replayed = lane.deliveries.filter(({ kind, request }) => kind === "replayed" && request === exchange?.request);
  const lost = lane.gaps.filter(({ at }) => at >= ended.at - 1).reduce((sum, { size }) => sum + size, 0);
  const cut = lane.cuts.find(({ from, to }) => from <= began.at + 1 && began.at <= (to ?? ended.at) + CUT_MS);
  const gone = cut
    ? `The ${name} line was cut for ${duration((cut.to ?? ended.at) - cut.from)}`
    : `The ${name} line was gone for ${duration(ended.at - began.at)}`;
  if (replayed.length + lost === 0) return `${gone}. No event missed it.`;
  const missed = `${gone} and ${counted(replayed.length + lost, "event")} missed it.`;
  const end = lost > 0 ? `${sentence(counted(lost, "event"))} can no longer be had.` : "Nothing was lost.";
  return `${missed} It asked for what came after event ${exchange?.after ?? 0}; the server replayed ${counted(replayed.length, "event")}. ${end}`;
}

/**
 * @param {Lane} lane
 * @param {number} now
 * @param {string} name
 * @returns {Fault | null}
 */
function ofGap(lane, now, name) {
  const gap = lane.gaps.findLast(({ at }) => at <= now);
  if (!gap) return null;
  const ids = gap.first === gap.last ? `Event ${gap.first}` : `Events ${gap.first} to ${gap.last}`;
  return { text: `${ids} can no longer come by ${name}: ${counted(gap.size, "event")} lost.`, at: gap.at };
}

/**
 * An event that came again, or after a later one.
 * @param {Lane} lane
 * @param {number} now
 * @param {string} name
 * @returns {Fault | null}
 */
function ofDelivery(lane, now, name) {
  const odd = lane.deliveries.findLast(
    ({ arrived_at, kind }) => arrived_at <= now && (kind === "again" || kind === "late"),
  );
  if (!odd) return null;
  const text =
    odd.kind === "again"
      ? `${sentence(name)} delivered event ${odd.id} again.`
      : `Event ${odd.id} came by ${name} after a later one.`;
  return { text, at: odd.arrived_at };
}

/**
 * @param {Trace} trace
 * @param {Naming} named
 * @returns {Fault[]}
 */
function ofPauses({ pauses }, named) {
  const pause = pauses.at(-1);
  if (!pause || pause.to === null) return [];
  const time = duration(pause.to - pause.from);
  const closed =
    pause.why === "hidden"
      ? `This page was hidden for ${time}, and its connections were closed.`
      : `This stage was paused for ${time}: another tab needed its connections.`;
  return [{ text: `${closed} ${missedWords(pause.missed, named)}`.trim(), at: pause.to }];
}

/**
 * "12 events were not fetched.", or where the lanes differ, "Not fetched: three events by polling, two by SSE."
 * @param {Record<string, number>} missed by lane
 * @param {Naming} named
 */
function missedWords(missed, named) {
  const lanes = Object.entries(missed);
  const sizes = [...new Set(lanes.map(([, size]) => size))].sort((a, b) => b - a);
  const [most = 0] = sizes;
  if (lanes.length === 0) return "";
  if (most === 0) return "No event was missed.";
  if (sizes.length === 1) return `${sentence(counted(most, "event"))} ${most === 1 ? "was" : "were"} not fetched.`;
  const parts = sizes.filter(Boolean).map((size) => {
    const names = lanes.filter(([, one]) => one === size).map(([name]) => named(name));
    return `${counted(size, "event")} by ${listed(names)}`;
  });
  return `Not fetched: ${parts.join("; ")}.`;
}

/**
 * Other conditions, each step from when it is in force.
 * @param {Trace} trace
 * @param {number} now
 * @param {Naming} named
 * @returns {Fault[]}
 */
function ofConditions({ conditions, lanes, changed_at }, now, named) {
  if (changed_at === null) return [];
  const steps = conditions?.steps.map(({ at_s }) => conditions.set_at + at_s * 1_000) ?? [];
  const at = steps.findLast((step) => step <= now) ?? (conditions ? null : changed_at);
  return at === null ? [] : [{ text: conditionSentence(conditions, at, [...lanes.keys()], named), at }];
}

/**
 * @param {Trace} trace
 * @returns {Fault[]}
 */
function ofServer({ server, renewal }) {
  const faults = [];
  if (server?.is === "gone")
    faults.push({
      text: "The server cannot be reached. What you see is the last thing that was measured.",
      at: server.at,
    });
  if (server?.is === "draining")
    faults.push({ text: "The server is stopping, and has told every stream to come back.", at: server.at });
  if (renewal?.renewed)
    faults.push({
      text: "The room had expired, so this is a new one. Its events count from 1 again.",
      at: renewal.at,
    });
  return faults;
}
