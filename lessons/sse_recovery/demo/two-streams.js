/**
 * Two real EventSources on the same events, one at a server that replays and one at a server that does not, and a line
 * that can be cut. Dispatches "change"; times are server-clock ms.
 *
 * @typedef {import("./lane.js").Published} Published
 */

import { Clock } from "../../../js/lib/clock.js";
import { keep } from "../../../js/lib/kept.js";
import { openRoom } from "../../../js/lib/own-room.js";
import { Lane } from "./lane.js";

export const LANES = [
  { path: "replays", title: "With replay" },
  { path: "forgets", title: "Without replay" },
];
const RATE = 2;
const TOPIC = "news";
const KEPT = 600;
const CLOCK = { burst: 10, every_ms: 30, later_ms: 2_000 };

/** Browser-clock ms since 1970. */
const browserNow = () => performance.timeOrigin + performance.now();

export class TwoStreams extends EventTarget {
  /** @type {Published[]} */
  published = [];
  /** @type {{ from: number, to: number }[]} */
  cuts = [];
  lanes = LANES.map(() => new Lane());
  #clock = new Clock({ resolution_ms: 0.005 });
  #asked = 0;
  /** @type {(message: object) => void} */
  #tell = () => {};

  /**
   * @param {string} lesson its address
   * @param {number | null} retry_ms what the server says about coming back; null: nothing
   * @param {AbortSignal} signal gives the connections back
   * @returns {Promise<TwoStreams>} once both are open and events happen
   */
  static async open(lesson, retry_ms, signal) {
    const streams = new TwoStreams();
    const hear = (/** @type {string} */ word, /** @type {any} */ value) => streams.#hear(word, value);
    const { room, tell } = await openRoom({ signal, hear });
    streams.#tell = tell;
    streams.#askTime(signal);
    const query = retry_ms === null ? "" : `?retry=${retry_ms}`;
    const place = `${lesson}/rooms/${room}/topics/${TOPIC}`;
    await Promise.all(LANES.map(({ path }, number) => streams.#listen(number, `${place}/${path}${query}`, signal)));
    tell({ auto: { topic: TOPIC, rate: RATE, pattern: "steady" } });
    return streams;
  }

  /** The server's clock now. */
  now() {
    const at = browserNow();
    return at + (this.#clock.estimate(at)?.offset_ms ?? 0);
  }

  /** @param {number} seconds */
  cut(seconds) {
    this.#tell({ conditions: { steps: [{ at_s: 0, cut: true }, { at_s: seconds }] } });
  }

  /**
   * @param {number} number of the lane
   * @param {string} url
   * @param {AbortSignal} signal
   * @returns {Promise<void>} once it is open
   */
  #listen(number, url, signal) {
    const lane = /** @type {Lane} */ (this.lanes[number]);
    // #region listen
    const source = new EventSource(url);
    signal.addEventListener("abort", () => source.close());
    source.onmessage = ({ data, lastEventId }) => {
      const { id, sent_at } = JSON.parse(data);
      lane.hear({ number: id, sent_at, arrived_at: this.now() }, lastEventId); // (a)
      this.#changed();
    };
    source.onerror = () => {
      lane.broke(this.now()); // (b)
      if (source.readyState === EventSource.CLOSED) this.dispatchEvent(new Event("closed"));
      this.#changed();
    };
    // #endregion
    keep(signal, source);
    return new Promise((resolve) => {
      source.onopen = () => {
        lane.opened(this.now());
        this.#changed();
        resolve();
      };
    });
  }

  /** @param {string} word @param {any} value */
  #hear(word, value) {
    if (word === "clock") this.#clock.add({ ...value, t3: browserNow() });
    if (word === "published") {
      const news = value.map((/** @type {any} */ { id, sent_at }) => ({ number: id, sent_at }));
      this.published = [...this.published, ...news].slice(-KEPT);
    }
    if (word === "conditions" && value) {
      const [, restored] = value.steps;
      this.cuts.push({ from: value.set_at, to: value.set_at + 1_000 * (restored?.at_s ?? 0) });
    }
    if (word !== "clock") this.#changed();
  }

  /** @param {AbortSignal} signal */
  #askTime(signal) {
    if (signal.aborted) return;
    this.#tell({ clock: { t0: browserNow() } });
    this.#asked += 1;
    setTimeout(() => this.#askTime(signal), this.#asked < CLOCK.burst ? CLOCK.every_ms : CLOCK.later_ms);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
