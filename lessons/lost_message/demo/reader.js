/**
 * A long poller: asks, waits for the answer, asks again at once. With a cursor it says where it stopped; without one it
 * hears what happens while it asks. Each answer says when its question was waiting, so it also sets the clock.
 *
 * @typedef {import("../../../js/lib/clock.js").Clock} Clock
 * @typedef {import("./fates.js").Wait} Wait
 */

import { keep } from "../../../js/lib/kept.js";

/** Browser-clock ms since 1970. */
const now = () => performance.timeOrigin + performance.now();

export class Reader {
  /** @type {Wait[]} in the browser's clock where the browser stamped, in the server's where that did */
  #waits = [];
  #clock;

  /**
   * @param {object} options
   * @param {string} options.url
   * @param {boolean} options.cursor whether it says where it stopped
   * @param {number} options.way_ms added to each way, up and down
   * @param {Clock} options.clock learns from each answer
   */
  constructor({ url, cursor, way_ms, clock }) {
    this.url = url;
    this.cursor = cursor;
    this.way_ms = way_ms;
    this.#clock = clock;
  }

  /**
   * Until `signal` says stop.
   * @param {AbortSignal} signal
   * @throws {Error} with what the server says against it
   */
  async read(signal) {
    keep(signal, { kind: "held", is: "asking" });
    // #region loop
    let after = 0;
    while (!signal.aborted) {
      const asked_at = now();
      await pause(this.way_ms);
      const answer = await this.#ask(this.cursor ? `${this.url}?after=${after}` : this.url, signal); // (a)
      await pause(this.way_ms);
      this.#waits.push({ ...answer, asked_at, arrived_at: now() });
      after = answer.cursor; // (b)
    }
    // #endregion
  }

  /** Ids heard so far. */
  get heard() {
    return new Set(this.#waits.flatMap(({ events }) => events.map(({ id }) => id)));
  }

  /** All questions and answers, in the server's clock. @returns {Wait[]} */
  get waits() {
    const offset = (/** @type {number} */ at) => at + (this.#clock.estimate(at)?.offset_ms ?? 0);
    return this.#waits.map((wait) => ({
      ...wait,
      asked_at: offset(wait.asked_at),
      arrived_at: offset(wait.arrived_at),
    }));
  }

  /** @param {string} url @param {AbortSignal} signal */
  async #ask(url, signal) {
    const t0 = now();
    const answer = await fetch(url, { signal, cache: "no-store" });
    const said = await answer.json();
    const t3 = now();
    if (!answer.ok) throw new Error(`${said.error.message} ${said.error.hint}`);
    this.#clock.add({ t0, t1: said.since, t2: said.until, t3 });
    return said;
  }
}

/** @param {number} ms */
function pause(ms) {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined;
}
