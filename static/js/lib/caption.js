/**
 * The one sentence about the latest thing worth saying. Pure; times are server-clock ms.
 *
 * A fault is worth more than an event for a few seconds. Above two events a second, single events are no use to anyone:
 * then the sentence sums up three seconds at a time, and stands still for as long.
 *
 * @typedef {import("./trace.js").Trace} Trace
 * @typedef {import("./lane.js").Lane} Lane
 * @typedef {import("./lane-items.js").Delivery} Delivery
 * @typedef {{ text: string, at: number | null, urgent: boolean }} Caption `urgent`: to be said aloud at once
 * @typedef {(lane: string) => string} Naming a transport's name within a sentence
 */

import { latestFault } from "./faults.js";
import { counted, ms, spelt } from "./format.js";
import { between } from "./series.js";

/** A fault stands this long. */
const FAULT_MS = 6_000;

/** One summary speaks of this much time. */
const SUMMARY_MS = 3_000;

/** More events than this in that time are summed up. */
const SINGLY = 6;

/** Latencies up to the least and this, or twice the least, are told as one. */
const TOGETHER_MS = 50;

/** Events follow each other when this many came after one that is not older than 1.5 s for each. */
const STREAM = 4;

/** An event younger than this has not had its chance to arrive. */
const YOUNG_MS = 300;

const sentAt = (/** @type {{ sent_at: number }} */ event) => event.sent_at;

/**
 * @param {Trace} trace
 * @param {number} now the moment on show
 * @param {Record<string, string>} [titles] of the lanes, as they stand alone: "Long polling", "SSE"
 * @returns {Caption}
 */
export function caption(trace, now, titles = {}) {
  const named = (/** @type {string} */ lane) => spoken(titles[lane] ?? lane.replaceAll("-", " "));
  const fault = latestFault(trace, now, named);
  if (fault && now - fault.at < FAULT_MS) return { ...fault, urgent: true };
  const to = Math.floor(now / SUMMARY_MS) * SUMMARY_MS;
  const events = between(trace.published, to - SUMMARY_MS, to, sentAt);
  if (events.length > SINGLY) return { text: summary(trace, events, to, named), at: to, urgent: false };
  return { ...ofEvents(trace, now, named), urgent: false };
}

/**
 * A title within a sentence: "long polling", "SSE", "WebSocket".
 * @param {string} title
 */
export function spoken(title) {
  return /^[A-Z][a-z ]+$/.test(title) ? title.toLowerCase() : title;
}

/**
 * "In the last 3 s: 9 events. Median: polling 612 ms, the others about 80 ms."
 * @param {Trace} trace
 * @param {{ id: number }[]} events
 * @param {number} now
 * @param {Naming} named
 */
function summary(trace, events, now, named) {
  const medians = [...trace.lanes.values()]
    .flatMap((lane) => {
      const arrived = events
        .map(({ id }) => arrivedBy(lane, id, now)?.latency_ms ?? Number.NaN)
        .filter((x) => !Number.isNaN(x));
      const median = arrived.sort((a, b) => a - b)[(arrived.length - 1) >> 1];
      return median === undefined ? [] : [{ name: named(lane.name), value: median }];
    })
    .sort((a, b) => b.value - a.value);
  const begin = `In the last 3\u202fs: ${events.length} events.`;
  return medians.length > 0 ? `${begin} Median: ${ofMedians(trace, medians)}.` : begin;
}

/**
 * @param {Trace} trace
 * @param {{ name: string, value: number }[]} medians falling
 */
function ofMedians(trace, medians) {
  const [first, ...rest] = /** @type {[{ name: string, value: number }, ...typeof medians]} */ (medians);
  const said = (/** @type {{ name: string, value: number }} */ { name, value }) => `${name} ${latency(trace, value)}`;
  const [most, least] = [rest[0]?.value ?? 0, rest.at(-1)?.value ?? 0];
  if (rest.length < 2 || !together(most, least)) return medians.map(said).join(", ");
  if (together(first.value, least))
    return `about ${latency(trace, rest[0]?.value ?? 0)} in ${spelt(medians.length)} lanes`;
  return `${said(first)}, the others about ${latency(trace, rest[rest.length >> 1]?.value ?? 0)}`;
}

/**
 * The latest event of which there is something to tell.
 * @param {Trace} trace
 * @param {number} now
 * @param {Naming} named
 */
function ofEvents(trace, now, named) {
  const seen = trace.published.findLastIndex((event) => event.sent_at <= now);
  const recent = trace.published.slice(Math.max(seen - STREAM, 0), seen + 1).reverse();
  for (const event of inOrderOfWorth(trace, recent, now)) {
    const parts = ofEvent(trace, event, now, named);
    if (parts.length > 0) return { text: `Event ${event.id} ${parts.join("; ")}.`, at: event.sent_at };
    if (now - event.sent_at > YOUNG_MS) return { text: `Event ${event.id} was published.`, at: event.sent_at };
  }
  return { text: "Nothing has happened yet.", at: null };
}

/**
 * The newest first, but while events follow each other, the newest that no lane has yet to get: else the slowest lane,
 * which is the point, would never be told of.
 * @param {Trace} trace
 * @param {import("./facts.js").Published[]} recent newest first
 * @param {number} now
 */
function inOrderOfWorth(trace, recent, now) {
  const oldest = recent.at(-1);
  const flowing = recent.length > STREAM && oldest && now - oldest.sent_at < STREAM * 1_500;
  if (!flowing) return recent.slice(0, 2);
  const lanes = [...trace.lanes.values()];
  const had = (/** @type {Lane} */ lane, /** @type {number} */ id) =>
    lane.fate(id) === null || lane.fate(id) === "not fetched" || arrivedBy(lane, id, now);
  const settled = recent.find(({ id }) => lanes.every((lane) => had(lane, id)));
  return settled ? [settled, ...recent.slice(0, 2)] : recent.slice(0, 2);
}

/**
 * "reached three lanes within 50 ms", "polling heard of it after 1,840 ms, when it happened to ask"
 * @param {Trace} trace
 * @param {{ id: number, sent_at: number }} event
 * @param {number} now
 * @param {Naming} named
 * @returns {string[]} none while it has reached nobody
 */
function ofEvent(trace, { id, sent_at }, now, named) {
  const lanes = [...trace.lanes.values()];
  const arrived = lanes.flatMap((lane) => {
    const delivery = arrivedBy(lane, id, now);
    return delivery ? [{ lane, delivery, value: delivery.latency_ms }] : [];
  });
  arrived.sort((a, b) => a.value - b.value);
  const least = arrived[0]?.value ?? 0;
  const quick = arrived.filter(({ delivery, value }) => together(value, least) && delivery.kind !== "replayed");
  if (quick.length === 0) return arrived.slice(0, 1).map((one) => slow(trace, one, named, "was heard of by "));
  const asked = lanes.filter((lane) => lane.fate(id) !== null).length;
  return [
    quickWords(trace, quick, asked, named),
    ...arrived.filter((one) => !quick.includes(one)).map((one) => slow(trace, one, named)),
    ...lanes.flatMap((lane) => missing(lane, id, sent_at, now, named)),
  ];
}

/**
 * @param {Trace} trace
 * @param {{ lane: Lane, value: number }[]} quick
 * @param {number} asked how many lanes were there to hear it
 * @param {Naming} named
 */
function quickWords(trace, quick, asked, named) {
  const [first] = /** @type {[{ lane: Lane, value: number }]} */ (quick);
  if (quick.length === 1) return `came by ${named(first.lane.name)} after ${latency(trace, first.value)}`;
  const most = Math.max(quick.at(-1)?.value ?? 0, trace.clock?.error_ms ?? 0);
  const lanes = quick.length === asked && asked > 2 ? `all ${counted(asked, "lane")}` : counted(quick.length, "lane");
  return `reached ${lanes} within ${ms(Math.ceil(most), 1)}`;
}

/**
 * One lane that took longer, and why, as far as the trace shows it.
 * @param {Trace} trace
 * @param {{ lane: Lane, delivery: Delivery, value: number }} late
 * @param {Naming} named
 * @param {string} [lead]
 */
function slow(trace, { lane, delivery, value }, named, lead = "") {
  const asked_at = lane.requests.find(({ request }) => request === delivery.request)?.asked_at ?? 0;
  const heard = lead ? `${lead}${named(lane.name)}` : `${named(lane.name)} heard of it`;
  const after = `${heard} after ${latency(trace, value)}`;
  if (delivery.kind === "replayed") return `${after}, replayed when its line was back`;
  return asked_at > delivery.sent_at ? `${after}, when it happened to ask` : after;
}

/**
 * @param {Lane} lane
 * @param {number} id
 * @param {number} sent_at
 * @param {number} now
 * @param {Naming} named
 * @returns {string[]}
 */
function missing(lane, id, sent_at, now, named) {
  const fate = lane.fate(id);
  if (fate === null || arrivedBy(lane, id, now)) return [];
  if (fate === "lost") return [`${named(lane.name)} lost it`];
  if (fate === "not fetched") return [`${named(lane.name)} has not fetched it`];
  if (now - sent_at < YOUNG_MS) return [];
  const asked = lane.requests.some((one) => one.asked_at > sent_at && one.asked_at <= now);
  const waits = (lane.requests.at(-1)?.ended_at ?? now) < now && !asked;
  return [waits ? `${named(lane.name)} has not asked since` : `it is still on its way by ${named(lane.name)}`];
}

/**
 * @param {Lane} lane
 * @param {number} id
 * @param {number} now
 * @returns {Delivery | undefined}
 */
function arrivedBy(lane, id, now) {
  const delivery = lane.delivery(id);
  return delivery && delivery.arrived_at <= now ? delivery : undefined;
}

/**
 * @param {number} value
 * @param {number} least
 */
function together(value, least) {
  return value <= Math.max(2 * least, least + TOGETHER_MS);
}

/**
 * @param {Trace} trace
 * @param {number} value
 */
function latency(trace, value) {
  return ms(value, trace.clock?.error_ms);
}
