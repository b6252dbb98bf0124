/**
 * The theatre, and a page that asks it how many seats are left. Without any drawing. Dispatches "change".
 *
 * What the page knows comes from `refresh` alone. What happens at the server is told to the demo over the room's control
 * socket, as are the bytes of each exchange. Times are server-clock ms.
 *
 * @typedef {object} Exchange
 * @property {number} number from 1
 * @property {number} asked_at
 * @property {number} answered_at the page has the whole answer
 * @property {number} left seats, as the answer said
 * @property {number} news tickets sold since the answer before
 * @property {"new" | "open already" | "unknown"} connection
 * @property {number | null} up bytes at the server's socket; null: not told yet
 * @property {number | null} down
 */

import { Clock } from "../../../js/lib/clock.js";
import { keep } from "../../../js/lib/kept.js";
import { makeTag } from "../../../js/lib/tag.js";
import { Control } from "../../../js/worker/control.js";

/** Exchanges and sales that are kept. */
const KEPT = 200;

/** Browser-clock ms since 1970. */
const browserNow = () => performance.timeOrigin + performance.now();

export class Theatre extends EventTarget {
  /** @type {{ id: number, sent_at: number }[]} tickets sold, as the server has them */
  sales = [];
  /** @type {Exchange[]} */
  exchanges = [];
  #clock = new Clock({ resolution_ms: 0.005 });
  /** Exchanges the server has told of: their records come in the order of the questions. */
  #told = 0;
  /** @type {Control} */
  #control;

  /** @param {{ room: string, key: string, tag: string }} place */
  constructor({ room, key, tag }) {
    super();
    this.key = key;
    this.topicUrl = `/rooms/${room}/topics/tickets`;
    this.ticketsUrl = `/lessons/request-response/rooms/${room}/tickets?tag=${tag}`;
    const url = `${location.origin.replace(/^http/, "ws")}/rooms/${room}/control?tag=${tag}`;
    const listener = {
      onMessage: (/** @type {any} */ message) => this.#hear(message),
      onClock: () => this.#clock.settled && this.dispatchEvent(new Event("ready")),
      onDown: () => this.dispatchEvent(new Event("lost")),
    };
    this.#control = new Control({ url, key, clock: this.#clock, now: browserNow, listener });
  }

  /**
   * Opens a theatre of its own.
   * @param {AbortSignal} signal closes it
   * @returns {Promise<Theatre>} once it is open and its clock is known
   * @throws {Error} with what the server says against it
   */
  static async open(signal) {
    const answer = await fetch("/rooms", { method: "POST", signal });
    const made = await answer.json();
    if (!answer.ok) throw new Error(`${made.error.message} ${made.error.hint}`);
    const theatre = new Theatre({ ...made, tag: makeTag() });
    signal.addEventListener("abort", () => theatre.#control.close());
    const ready = new Promise((resolve) => theatre.addEventListener("ready", resolve, { once: true }));
    theatre.#control.open();
    keep(signal, { kind: "duplex", is: "open" }); // If it breaks, the run is over.
    await ready;
    return theatre;
  }

  /** The server's clock now. */
  now() {
    return this.#toServer(browserNow());
  }

  // #region refresh
  /** The page asks. @returns {Promise<void>} once it has its answer */
  async refresh() {
    const asked_at = this.now();
    const answer = await fetch(this.ticketsUrl); // (a)
    const { left } = await answer.json(); // (b)
    this.#keep({ asked_at, left });
  }
  // #endregion

  /** Somebody buys a ticket. */
  async sell() {
    const headers = { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json" };
    await fetch(this.topicUrl, { method: "POST", headers, body: JSON.stringify({ data: "sold" }) });
  }

  /** Has the server sell tickets by itself, at random moments. @param {number} rate a second; 0: not */
  sellByItself(rate) {
    this.#control.command({ auto: { topic: "tickets", rate, pattern: "poisson" } });
  }

  /** Seats, as the page was told last; null before the first answer. */
  get told() {
    return this.exchanges.at(-1)?.left ?? null;
  }

  /** Since when what the page shows is no longer true; null while it is. */
  get stale_since() {
    const last = this.exchanges.at(-1);
    const missed = this.sales.find(({ sent_at }) => last && sent_at > last.answered_at);
    return missed?.sent_at ?? null;
  }

  /** @param {number} at browser-clock ms */
  #toServer(at) {
    return at + (this.#clock.estimate(at)?.offset_ms ?? 0);
  }

  /** @param {{ asked_at: number, left: number }} answer */
  #keep({ asked_at, left }) {
    const timing = performance.getEntriesByName(new URL(this.ticketsUrl, location.href).href).at(-1);
    const entry = timing instanceof PerformanceResourceTiming ? timing : null;
    performance.clearResourceTimings();
    const answered_at = entry?.responseEnd ? this.#toServer(performance.timeOrigin + entry.responseEnd) : this.now();
    const news = (this.told ?? left) - left;
    const number = (this.exchanges.at(-1)?.number ?? 0) + 1;
    this.exchanges.push({
      number,
      asked_at,
      answered_at,
      left,
      news,
      connection: connectionOf(entry),
      up: null,
      down: null,
    });
    this.exchanges = this.exchanges.slice(-KEPT);
    this.#changed();
  }

  /** @param {any} message of the control socket */
  #hear({ published = [], wire = [] }) {
    this.sales = [...this.sales, ...published].slice(-KEPT);
    for (const { up, down } of wire) this.#bytes(++this.#told, up, down);
    if (published.length + wire.length > 0) this.#changed();
  }

  /** @param {number} number of the exchange @param {number} up @param {number} down */
  #bytes(number, up, down) {
    const exchange = this.exchanges.find((one) => one.number === number);
    if (exchange) Object.assign(exchange, { up, down });
    else setTimeout(() => this.#late(number, up, down), 100); // The server was quicker with this than with the answer.
  }

  /** @param {number} number @param {number} up @param {number} down */
  #late(number, up, down) {
    const exchange = this.exchanges.find((one) => one.number === number);
    if (exchange) Object.assign(exchange, { up, down });
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Whether a request opened a connection or found one open: the browser tells when it began to connect and when it was done
 * (Resource Timing, connectStart and connectEnd); where it used one that was open, both are one time (Fetch Standard, "clamp
 * and coarsen connection timing info").
 * @param {PerformanceResourceTiming | null} timing
 * @returns {Exchange["connection"]}
 */
function connectionOf(timing) {
  if (!timing || timing.connectStart === 0) return "unknown";
  return timing.connectEnd > timing.connectStart ? "new" : "open already";
}
