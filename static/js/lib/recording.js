/**
 * A trace as a file: written for anyone's own tools, and read back as untrusted.
 *
 * Times are server-clock ms. The keys of version 1 are fixed:
 * `{"version": 1, "room", "topic", "clock": {"offset_ms", "error_ms"}, "published": [{"id", "sent_at"}], "lanes": {NAME:
 * {"deliveries": [{"id", "sent_at", "arrived_at", "latency_ms"}], "requests": [{"opened_at", "answered_at",
 * "closed_at", "status", "bytes_up", "bytes_down", "events"}]}}}`. A request is opened when it leaves the browser,
 * answered when the server writes the first byte, closed when it is over. The keys beside these, such as wire records and
 * totals, have a replay look like the run; a file needs none of them.
 *
 * @typedef {import("./lane.js").Lane} Lane
 * @typedef {import("./lane-items.js").Exchange} Exchange
 * @typedef {import("./statistics.js").Totals} Totals
 */

import { integer, list, mapping, number, optional, record, ShapeError, text } from "./shape.js";
import { noTotals } from "./statistics.js";
import { Trace } from "./trace.js";

/** The longest text that is read. */
export const MOST_CHARACTERS = 20_000_000;

/** The most items a list of a file may have: three times what a trace holds. */
const MOST_ITEMS = 60_000;

const TIME = number(0, 8.64e15, "a time in milliseconds since 1970");
const SPAN = number(-1e9, 1e9, "a number of milliseconds");
const ERROR = number(0, 1e9, "a number of milliseconds from 0");
const ID = integer(1, "a whole number from 1");
const COUNT = integer(0, "a whole number from 0");
const MAYBE_TIME = optional(TIME, null);
const MAYBE_COUNT = optional(COUNT, 0);
const MAYBE_WORD = optional(text(/^[ -~]{0,200}$/, "a short text in ASCII"), null);
const MAYBE_WORDS = optional(text(/^.{0,1000}$/s, "a text of at most 1,000 characters"), null);
/** @type {import("./shape.js").Check<string>} */
const DATE = (value, where) => {
  if (typeof value === "string" && value.length < 40 && !Number.isNaN(Date.parse(value))) return value;
  throw new ShapeError(where, value, "a date such as 2026-11-28T12:00:00Z");
};

const DELIVERY = record({
  id: ID,
  sent_at: TIME,
  arrived_at: TIME,
  latency_ms: SPAN,
  request: MAYBE_COUNT,
  kind: optional(text(/^(live|replayed|again|late)$/, '"live", "replayed", "again" or "late"'), "live"),
});

const REQUEST = record({
  opened_at: TIME,
  answered_at: MAYBE_TIME,
  closed_at: MAYBE_TIME,
  status: optional(integer(0, "an HTTP status or null"), null),
  bytes_up: COUNT,
  bytes_down: COUNT,
  events: COUNT,
  request: MAYBE_COUNT,
  head_at: MAYBE_TIME,
  received_at: MAYBE_TIME,
  server_closed_at: MAYBE_TIME,
  after: optional(COUNT, null),
  reason: MAYBE_WORDS, // a browser says it, or whoever closed: in any language
  retried: optional((value) => value === true, false),
});

const GAP = record({ at: TIME, size: COUNT, first: COUNT, last: COUNT });
const LEFT = record({ at: TIME, first: COUNT, last: COUNT });
const UPWARD = record({ request: MAYBE_COUNT, kind: MAYBE_WORD, sent_at: TIME, received_at: MAYBE_TIME });
const SWITCH = optional((value) => value === true, false);
const AMOUNT = optional(number(0, 1e9, "a number from 0"), 0);
const MET = record({
  from: TIME,
  to: MAYBE_TIME,
  said: record({
    cut: SWITCH,
    black_hole: SWITCH,
    delay_up_ms: AMOUNT,
    delay_down_ms: AMOUNT,
    jitter_ms: AMOUNT,
    bytes_per_s: AMOUNT,
    idle_s: AMOUNT,
    duplicate: AMOUNT,
    reorder: AMOUNT,
    buffer: (value, where) => (value === "end" ? "end" : AMOUNT(value, where)),
    status: optional(record({ answer: text(/^[a-z0-9-]{1,20}$/, "an answer"), requests: COUNT }), null),
  }),
});
const TOTALS = record({
  events: COUNT,
  requests: COUNT,
  empty: COUNT,
  bytes_up: COUNT,
  bytes_down: COUNT,
  lost: COUNT,
  duplicates: COUNT,
  out_of_order: COUNT,
  latency_sum_ms: number(-1e15, 1e15, "a number of milliseconds"),
});

const LANE = record({
  deliveries: list(DELIVERY, MOST_ITEMS),
  requests: list(REQUEST, MOST_ITEMS),
  upward: optional(list(UPWARD, MOST_ITEMS), []),
  gaps: optional(list(GAP, MOST_ITEMS), []),
  left: optional(list(LEFT, MOST_ITEMS), []),
  conditions: optional(list(MET, MOST_ITEMS), []),
  totals: optional(TOTALS, null),
});

const NAME = /^[a-z0-9-]{1,40}$/;
const LANES = 16;

const MISSED = mapping(NAME, COUNT, LANES, 0);

const PAUSE = record({
  from: TIME,
  to: MAYBE_TIME,
  why: optional(text(/^(hidden|gave way)$/, '"hidden" or "gave way"'), "hidden"),
  missed: (value, where) => (typeof value === "number" ? COUNT(value, where) : MISSED(value, where)),
});

const RECORDING = record({
  version: number(1, 1, "1, the one version there is"),
  room: MAYBE_WORD,
  topic: MAYBE_WORD,
  clock: record({ offset_ms: number(-1e15, 1e15, "milliseconds"), error_ms: ERROR, rtt_ms: optional(SPAN, null) }),
  published: list(record({ id: ID, sent_at: TIME, type: MAYBE_WORD }), MOST_ITEMS),
  pauses: optional(list(PAUSE, 1_000), []),
  lanes: mapping(NAME, LANE, LANES),
  exported_at: optional(DATE, null),
  browser: MAYBE_WORD,
});

/**
 * @param {Trace} trace
 * @returns {Record<string, unknown>}
 */
export function toRecording(trace) {
  return {
    version: 1,
    room: trace.room,
    topic: trace.topic,
    clock: trace.clock ?? { offset_ms: 0, error_ms: 0 },
    published: trace.published,
    pauses: trace.pauses,
    ...trace.recorded,
    lanes: Object.fromEntries([...trace.lanes].map(([name, lane]) => [name, fromLane(lane)])),
  };
}

/** @param {Lane} lane */
function fromLane({ deliveries, requests, upward, gaps, left, conditions, totals }) {
  return { deliveries, requests: requests.map(fromExchange), upward, gaps, left, conditions, totals };
}

/** @param {Exchange} exchange */
function fromExchange({
  asked_at,
  opened_at,
  answered_at,
  closed_at,
  ended_at,
  up,
  down,
  matched: _,
  number: __,
  ...rest
}) {
  const ends = { closed_at: ended_at ?? closed_at, server_closed_at: closed_at };
  return { opened_at: asked_at, head_at: opened_at, answered_at, ...ends, bytes_up: up, bytes_down: down, ...rest };
}

/**
 * @param {any} json text, or the parsed value
 * @throws {ShapeError} that names the value, the reason and the remedy
 */
export function fromRecording(json) {
  const value = typeof json === "string" ? parse(json) : json;
  if (value?.cards && value.lessons)
    throw new ShapeError("the file", value, "a trace, and this is progress: /progress takes it");
  const { lanes, published, pauses, clock, ...file } = RECORDING(value, "");
  const trace = new Trace({ lanes: [...lanes.keys()], room: file.room, topic: file.topic });
  trace.clock = { ...clock, rtt_ms: clock.rtt_ms ?? 2 * clock.error_ms };
  trace.published = published.map(({ type, ...event }) => (type ? { ...event, type } : event)).sort(ascending("id"));
  trace.pauses = pauses.map((pause) => toPause(pause, [...lanes.keys()])).sort(ascending("from"));
  trace.recorded = { exported_at: file.exported_at, browser: file.browser };
  for (const [name, lane] of lanes) trace.lane(name).restore(toLane(lane, name));
  trace.latest = latest(trace);
  return trace;
}

/** @param {string} json */
function parse(json) {
  if (json.length > MOST_CHARACTERS) {
    throw new ShapeError(
      "the file",
      `${json.length} characters`,
      `at most ${MOST_CHARACTERS.toLocaleString("en")} characters`,
    );
  }
  try {
    return JSON.parse(json);
  } catch {
    throw new ShapeError("the file", json, "JSON, as Export trace writes it");
  }
}

/**
 * @param {ReturnType<typeof LANE>} lane
 * @param {string} name
 * @returns {Parameters<Lane["restore"]>[0]}
 */
function toLane(lane, name) {
  lane.deliveries.forEach(({ latency_ms, arrived_at, sent_at }, index) => {
    if (Math.abs(arrived_at - sent_at - latency_ms) > 1) {
      const wanted = `arrived_at - sent_at = ${(arrived_at - sent_at).toFixed(3)}`;
      throw new ShapeError(`lanes.${name}.deliveries[${index}].latency_ms`, latency_ms, wanted);
    }
  });
  const deliveries = /** @type {import("./lane-items.js").Delivery[]} */ (
    lane.deliveries.sort(ascending("arrived_at"))
  );
  const requests = lane.requests.sort(ascending("opened_at")).map(toExchange);
  const upward = lane.upward.map((one) => ({ ...one, kind: one.kind ?? "message" })).sort(ascending("sent_at"));
  const totals = lane.totals ?? count(deliveries, requests);
  const conditions = lane.conditions.sort(ascending("from"));
  const [gaps, left] = [lane.gaps.sort(ascending("at")), lane.left.sort(ascending("at"))];
  return { deliveries, requests, upward, gaps, left, conditions, totals };
}

/**
 * @param {ReturnType<typeof PAUSE>} pause
 * @param {string[]} names of the lanes: a file may tell one number for all of them
 * @returns {import("./trace.js").Pause}
 */
function toPause({ why, missed, ...times }, names) {
  const counts = typeof missed === "number" ? names.map((name) => [name, missed]) : missed;
  return { ...times, why: /** @type {import("./facts.js").Why} */ (why), missed: Object.fromEntries(counts) };
}

/**
 * @param {ReturnType<typeof REQUEST>} request
 * @param {number} index
 * @returns {Exchange}
 */
function toExchange({ opened_at, head_at, closed_at, server_closed_at, bytes_up, bytes_down, ...rest }, index) {
  return {
    ...rest,
    request: rest.request || index + 1,
    asked_at: opened_at,
    opened_at: head_at,
    closed_at: server_closed_at,
    ended_at: closed_at,
    up: bytes_up,
    down: bytes_down,
    matched: true,
  };
}

/**
 * Totals of a file that brings none: what its lists show.
 * @param {import("./lane-items.js").Delivery[]} deliveries
 * @param {Exchange[]} requests
 * @returns {Totals}
 */
function count(deliveries, requests) {
  const totals = noTotals();
  for (const { kind, latency_ms } of deliveries) {
    if (kind === "again") totals.duplicates++;
    else {
      totals.events++;
      totals.latency_sum_ms += latency_ms;
    }
    if (kind === "late") totals.out_of_order++;
  }
  for (const { up, down, events, ended_at, reason } of requests) {
    totals.requests++;
    totals.bytes_up += up;
    totals.bytes_down += down;
    if (events === 0 && ended_at !== null && reason === null) totals.empty++;
  }
  return totals;
}

/** @param {Trace} trace */
function latest({ published, lanes }) {
  const times = [published.at(-1)?.sent_at ?? 0];
  for (const { deliveries, requests } of lanes.values()) {
    times.push(deliveries.at(-1)?.arrived_at ?? 0, requests.at(-1)?.ended_at ?? requests.at(-1)?.asked_at ?? 0);
  }
  return Math.max(...times);
}

/**
 * @template {string} K
 * @param {K} key
 * @returns {(a: Record<K, number>, b: Record<K, number>) => number}
 */
function ascending(key) {
  return (a, b) => a[key] - b[key];
}
