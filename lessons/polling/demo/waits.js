/**
 * What a run of polling has shown so far, for as long as its settings stay the same. Pure; times are server-clock ms.
 *
 * @typedef {import("../../../js/lib/trace.js").Trace} Trace
 * @typedef {{ interval: number, rate: number, pattern: string }} Settings `interval` in ms, `rate` events a second
 */

const LANE = "polling";

export class Waits {
  /** @type {number[]} how long each event waited, ms, oldest first */
  latencies = [];
  /** ms */
  interval = 0;
  #room = "";
  #settings = "";
  /** Events from before the settings were made say nothing about them. */
  #since = 0;
  #last = 0;
  #before = { requests: 0, empty: 0 };

  /**
   * Takes in what is new.
   * @param {Trace} trace
   * @param {Settings} settings
   */
  look(trace, { interval, rate, pattern }) {
    const settings = `${interval} ${rate} ${pattern}`;
    const lane = trace.lane(LANE);
    const cleared = lane.totals.requests < this.#before.requests;
    if (settings !== this.#settings || trace.room !== this.#room || cleared) this.#startOver(trace, interval);
    this.#settings = settings;
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
