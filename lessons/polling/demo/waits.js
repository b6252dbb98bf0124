/**
 * What a run of polling has shown so far, for as long as the interval stays the same. Pure; times are server-clock ms.
 *
 * @typedef {import("../../../js/lib/trace.js").Trace} Trace
 */

const LANE = "polling";

export class Waits {
  /** @type {number[]} how long each event waited, ms, oldest first */
  latencies = [];
  /** ms */
  interval = 0;
  #room = "";
  /** Events from before the interval was set say nothing about it. */
  #since = 0;
  #last = 0;
  #before = { requests: 0, empty: 0 };

  /**
   * Takes in what is new.
   * @param {Trace} trace
   * @param {number} interval ms
   */
  look(trace, interval) {
    const lane = trace.lane(LANE);
    const cleared = lane.totals.requests < this.#before.requests;
    if (interval !== this.interval || trace.room !== this.#room || cleared) this.#startOver(trace, interval);
    for (const { id, sent_at, latency_ms, kind } of lane.deliveries) {
      if (id <= this.#last || sent_at < this.#since || kind !== "live") continue;
      this.#last = id;
      this.latencies.push(latency_ms);
    }
  }

  /** @param {Trace} trace */
  answers(trace) {
    const { requests, empty } = trace.lane(LANE).totals;
    const asked = requests - this.#before.requests;
    const none = empty - this.#before.empty;
    return { asked, empty: none, share: asked > 0 ? none / asked : 0 };
  }

  get mean_ms() {
    return this.latencies.reduce((sum, one) => sum + one, 0) / this.latencies.length;
  }

  /**
   * @param {Trace} trace
   * @param {number} interval
   */
  #startOver(trace, interval) {
    const { requests, empty } = trace.lane(LANE).totals;
    const first = this.interval === 0;
    this.latencies = [];
    this.interval = interval;
    this.#room = trace.room ?? "";
    this.#since = first ? 0 : trace.latest;
    this.#last = 0;
    this.#before = first ? { requests: 0, empty: 0 } : { requests, empty };
  }
}
