/**
 * What a lane has done since the stage's settings were last changed, as the tables need it. Pure: a trace goes in.
 *
 * @typedef {import("../../../js/lib/trace.js").Trace} Trace
 * @typedef {import("../../../js/lib/lane.js").Lane} Lane
 * @typedef {import("../../../js/lib/settings.js").Settings} Settings
 *
 * @typedef {object} Facts of one lane
 * @property {number} events that happened since and were delivered
 * @property {number} requests made since, and those still open from before
 * @property {number} empty of these, answered without any event
 * @property {number | null} p50_ms
 * @property {number | null} most_ms the longest latency
 * @property {number} up bytes
 * @property {number} down bytes
 * @property {number} late events that happened before the server had read the request that brought them
 * @property {number} open_share of the time in which the server had a question of this lane open, 0 to 1
 * @property {number} said messages from browser to server on an open connection
 * @property {number | null} status of the latest answer
 * @property {number} span_ms how long all this took
 */

/** A change of one of these begins the measurement anew. */
const DECISIVE = /** @type {const} */ (["rate", "pattern", "interval", "hold"]);

/** The first moments after a change still belong to what was before it. */
const SETTLING_MS = 500;

/** Figures of a shorter time would say little. */
const ENOUGH_MS = 2_000;

/** One run under the same settings. */
export class Stretch {
  #key = "";
  #since = 0;
  /** @type {Trace | null} */
  #trace = null;
  /** @type {Map<string, { bytes_up: number, bytes_down: number }>} totals when it began */
  #before = new Map();

  /** @param {Trace} trace @param {Settings} settings */
  look(trace, settings) {
    const key = [trace.room, ...DECISIVE.map((name) => settings[name])].join();
    const isFirst = this.#trace !== trace || this.#key === "";
    const shrunk = [...trace.lanes].some(
      ([name, lane]) => lane.totals.bytes_up < (this.#before.get(name)?.bytes_up ?? 0),
    );
    if (key === this.#key && !isFirst && !shrunk) return;
    this.#begin(trace, key, isFirst || shrunk);
  }

  /** @param {Trace} trace @param {string} key @param {boolean} whole from the beginning of the trace */
  #begin(trace, key, whole) {
    this.#key = key;
    this.#trace = trace;
    this.#since = whole ? 0 : trace.latest + SETTLING_MS;
    const none = { bytes_up: 0, bytes_down: 0 };
    this.#before = new Map([...trace.lanes].map(([name, lane]) => [name, whole ? none : { ...lane.totals }]));
  }

  /** @param {string} name of a lane @returns {Facts | null} null before its first event */
  facts(name) {
    const lane = this.#trace?.lanes.get(name);
    if (!lane || !this.#trace) return null;
    const from = Math.max(this.#since, lane.requests[0]?.asked_at ?? 0, this.#trace.latest - TWO_MINUTES_MS);
    const span_ms = this.#trace.latest - from;
    const came = lane.deliveries.filter(({ sent_at, kind }) => sent_at >= from && kind !== "again");
    if (came.length === 0 || span_ms < ENOUGH_MS) return null;
    const asked = lane.requests.filter((one) => one.asked_at >= from || (one.ended_at ?? Infinity) > from);
    const before = this.#before.get(name) ?? { bytes_up: 0, bytes_down: 0 };
    return {
      ...times(came.map(({ latency_ms }) => latency_ms)),
      events: came.length,
      requests: asked.length,
      empty: asked.filter((one) => one.ended_at !== null && one.events === 0).length,
      up: lane.totals.bytes_up - before.bytes_up,
      down: lane.totals.bytes_down - before.bytes_down,
      late: late(came, asked),
      open_share: openShare(asked, from, this.#trace.latest),
      said: lane.upward.filter(({ sent_at }) => sent_at >= from).length,
      status: asked.findLast((one) => one.status !== null)?.status ?? null,
      span_ms,
    };
  }
}

/** As far back as the trace's lists go. */
const TWO_MINUTES_MS = 120_000;

/** @param {number[]} latencies */
function times(latencies) {
  const sorted = latencies.toSorted((a, b) => a - b);
  return { p50_ms: sorted[Math.ceil(sorted.length / 2) - 1] ?? null, most_ms: sorted.at(-1) ?? null };
}

/**
 * @param {import("../../../js/lib/lane-items.js").Delivery[]} came
 * @param {import("../../../js/lib/lane-items.js").Exchange[]} asked
 */
function late(came, asked) {
  const read = new Map(asked.map((one) => [one.request, one.received_at]));
  return came.filter(({ request, sent_at }) => (read.get(request) ?? Number.NEGATIVE_INFINITY) > sent_at).length;
}

/**
 * A question is open from when the server has read it until it is answered; a stream's answer lasts until it is closed.
 * @param {import("../../../js/lib/lane-items.js").Exchange[]} asked
 * @param {number} from
 * @param {number} to
 */
function openShare(asked, from, to) {
  let open = 0;
  for (const { received_at, closed_at } of asked) {
    if (received_at !== null) open += Math.max(0, Math.min(closed_at ?? to, to) - Math.max(received_at, from));
  }
  return Math.min(open / (to - from), 1);
}
