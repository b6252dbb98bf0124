/**
 * What a lane's numbers are made of: counts that stay true for the whole run, and the latest latencies. Pure.
 *
 * @typedef {object} Totals counts since the trace was begun or cleared
 * @property {number} events delivered for the first time (repeats not counted)
 * @property {number} requests requests or connections made
 * @property {number} empty answers without any event
 * @property {number} bytes_up true bytes from browser to server, at the server's socket
 * @property {number} bytes_down true bytes from server to browser
 * @property {number} lost events that can no longer come
 * @property {number} duplicates events delivered again
 * @property {number} out_of_order events delivered after a later one
 * @property {number} latency_sum_ms
 *
 * @typedef {object} Statistics of one lane; null where there is nothing to tell yet
 * @property {number | null} last_ms latency of the latest delivery
 * @property {number | null} p50_ms median of the last 1,000 deliveries
 * @property {number | null} p95_ms 95th percentile of the same
 * @property {number | null} mean_ms of all deliveries
 * @property {number} events
 * @property {number} requests
 * @property {number} empty
 * @property {number} bytes_up
 * @property {number} bytes_down
 * @property {number | null} bytes_per_event both directions
 * @property {number | null} requests_per_event
 * @property {number} lost
 * @property {number} duplicates
 * @property {number} out_of_order
 * @property {number[]} latencies ms, of the last 160 deliveries, oldest first
 */

/** How many latencies percentiles are taken over. */
const KEPT = 1_000;

/** How many latencies are drawn one by one. */
const DRAWN = 160;

/** @returns {Totals} */
export function noTotals() {
  return {
    events: 0,
    requests: 0,
    empty: 0,
    bytes_up: 0,
    bytes_down: 0,
    lost: 0,
    duplicates: 0,
    out_of_order: 0,
    latency_sum_ms: 0,
  };
}

/** The last latencies, in a ring. */
export class Latencies {
  #ring = new Float64Array(KEPT);
  #count = 0;
  /** @type {Float64Array | null} sorted when somebody asks, forgotten when a latency is added */
  #sorted = null;

  /** @param {number} latency_ms */
  add(latency_ms) {
    this.#ring[this.#count % KEPT] = latency_ms;
    this.#count++;
    this.#sorted = null;
  }

  /**
   * The nearest-rank percentile: the smallest value that at least `share` of all values do not exceed.
   * @param {number} share in (0, 1]
   * @returns {number | null}
   */
  percentile(share) {
    const size = Math.min(this.#count, KEPT);
    if (size === 0) return null;
    this.#sorted ??= this.#ring.slice(0, size).sort();
    return /** @type {number} */ (this.#sorted[Math.ceil(share * size) - 1]);
  }

  /**
   * The latest, oldest first.
   * @param {number} most
   * @returns {number[]}
   */
  latest(most) {
    const size = Math.min(this.#count, KEPT, most);
    return Array.from({ length: size }, (_, i) => this.#ring[(this.#count - size + i) % KEPT] ?? 0);
  }
}

/**
 * @param {Totals} totals
 * @param {Latencies} latencies
 * @returns {Statistics}
 */
export function summarise(totals, latencies) {
  const { latency_sum_ms, ...counts } = totals;
  const perEvent = (/** @type {number} */ amount) => (totals.events > 0 ? amount / totals.events : null);
  return {
    ...counts,
    last_ms: latencies.latest(1)[0] ?? null,
    p50_ms: latencies.percentile(0.5),
    p95_ms: latencies.percentile(0.95),
    mean_ms: perEvent(latency_sum_ms),
    bytes_per_event: perEvent(totals.bytes_up + totals.bytes_down),
    requests_per_event: perEvent(totals.requests),
    latencies: latencies.latest(DRAWN),
  };
}
