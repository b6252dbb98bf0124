/**
 * Polling and long polling at one rate of events, measured for a while: requests a second of each. Real connections,
 * open only while it measures.
 *
 * @typedef {import("../../../js/lib/scene.js").Look} Look
 * @typedef {{ rate: number, polling: number, held: number, seconds: number }} Point requests a second
 */

import { keep } from "../../../js/lib/kept.js";
import { Session } from "../../../js/lib/session.js";
import { parse } from "../../../js/lib/settings.js";
import { pause, until } from "./waiting.js";

export const LANES = ["polling", "long-polling"];
export const INTERVAL_MS = 1_000;
const SETTLE_MS = 1_000;

export class Race {
  /** @type {Session} */
  #session;

  /** @param {{ lanes: Look[], worker: string }} config of the page */
  constructor({ lanes, worker }) {
    const here = lanes.filter(({ name }) => LANES.includes(name));
    const settings = parse({ interval: String(INTERVAL_MS), hold: "25" }, { lanes: LANES });
    this.#session = new Session({ lanes: here, topic: "race", settings, workerUrl: worker });
  }

  /**
   * @param {number} rate events a second, evenly
   * @param {number} length_ms at one event a second or more; longer at slower rates, so that one more or less does not
   *   matter much, up to five times as long
   * @param {{ signal: AbortSignal, onProgress: (share: number) => void }} watch
   * @returns {Promise<Point>}
   */
  async measure(rate, length_ms, { signal, onProgress }) {
    const session = this.#session;
    const stop = () => session.stop();
    signal.addEventListener("abort", stop, { once: true });
    this.#keep(signal);
    try {
      await session.start();
      await until(() => LANES.every((name) => session.trace.lane(name).requests.at(-1)?.matched ?? false), signal);
      session.set({ rate, pattern: "steady" });
      await pause(SETTLE_MS, signal);
      return await this.#count(rate, length_ms * Math.min(Math.max(1 / rate, 1), 5), signal, onProgress);
    } finally {
      session.set({ rate: 0 });
      signal.removeEventListener("abort", stop);
      session.stop();
    }
  }

  /**
   * @param {number} rate
   * @param {number} length_ms
   * @param {AbortSignal} signal
   * @param {(share: number) => void} onProgress
   */
  async #count(rate, length_ms, signal, onProgress) {
    const before = this.#requests;
    const begun = performance.now();
    while (performance.now() - begun < length_ms) {
      await pause(Math.min(250, begun + length_ms - performance.now()), signal);
      onProgress((performance.now() - begun) / length_ms);
    }
    const seconds = (performance.now() - begun) / 1_000;
    const [polling = 0, held = 0] = this.#requests.map((made, lane) => (made - (before[lane] ?? 0)) / seconds);
    return { rate, polling, held, seconds };
  }

  /** A connection for each lane, and the control socket. @param {AbortSignal} signal */
  #keep(signal) {
    const { trace } = this.#session;
    keep(signal, { kind: "duplex", is: "open" });
    for (const name of LANES) {
      const state = () => trace.lane(name).state?.is ?? "opening";
      keep(signal, {
        kind: "held",
        get is() {
          return state();
        },
      });
    }
  }

  get #requests() {
    return LANES.map((name) => this.#session.trace.lane(name).totals.requests);
  }
}
