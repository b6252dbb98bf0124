/**
 * What a lane does while its stage runs as the page set it. A prediction speaks of those settings: an event that happened
 * under others says nothing about it. Pure: a trace goes in; times are server-clock ms.
 *
 * @typedef {import("./settings.js").Settings} Settings
 */

import { canonical } from "./conditions.js";

/** The settings a wait depends on, beside the conditions. More events a second only tell it sooner. */
const DECISIVE = /** @type {const} */ (["pattern", "interval", "hold"]);

export class AsGiven {
  /** Events from before it ran as given again do not count. */
  #since = 0;
  #holds = true;

  /** @param {Settings} given */
  constructor(given) {
    this.given = given;
  }

  /** Whether the stage runs as given. */
  get holds() {
    return this.#holds;
  }

  /** @param {import("./trace.js").Trace} trace @param {Settings} settings as they are now */
  look(trace, settings) {
    const same = canonical(settings.conditions) === canonical(this.given.conditions);
    const holds = same && DECISIVE.every((name) => settings[name] === this.given[name]);
    if (holds && !this.#holds) this.#since = trace.latest;
    this.#holds = holds;
  }

  /** The statistics of a lane, its events and latencies being those under the given settings. @param {import("./lane.js").Lane} lane */
  statistics({ statistics, deliveries }) {
    if (this.#since === 0) return statistics;
    const latencies = deliveries.filter(({ sent_at }) => sent_at > this.#since).map(({ latency_ms }) => latency_ms);
    const events = latencies.length;
    const sorted = latencies.toSorted((a, b) => a - b);
    return {
      ...statistics,
      latencies,
      events,
      mean_ms: events > 0 ? latencies.reduce((sum, one) => sum + one, 0) / events : null,
      p50_ms: sorted[Math.ceil(events / 2) - 1] ?? null,
    };
  }
}
