/**
 * One lane at work: runs the `connect` of its transport, numbers its requests, and turns what it hears into facts.
 *
 * The first thing each callback does is to look at the clock; everything else comes after.
 *
 * @typedef {import("./claims.js").WireRecord} WireRecord
 * @typedef {(options: { url: string, after: number, signal: AbortSignal, onEvent: (event: Event) => void,
 *   onState: (state: { is: string, [more: string]: any }) => void, interval: () => number
 *   }) => { send?: (message: object) => boolean }} Connect
 * @typedef {import("../lib/facts.js").Event} Event
 *
 * @typedef {object} Bench what a lane works on
 * @property {(fact: import("../lib/facts.js").Fact) => void} post
 * @property {() => number} now browser-clock ms
 * @property {(at: number) => number} toServer browser-clock to server-clock ms
 * @property {() => import("../lib/clock.js").Estimate} estimate of the clock
 * @property {() => number} interval ms from poll to poll
 * @property {() => void} onGaveUp the lane will not try again by itself
 */

import { answeredAt } from "./arrivals.js";
import { Claims } from "./claims.js";
import { Speaker } from "./speaker.js";

export class LaneRun {
  #request;
  #url = "";
  /** Browser-clock ms. */
  #asked_at = 0;
  /** True while a request or a connection is under way. */
  #under_way = false;
  /** True while what is under way is a stream: its events are stamped one by one. */
  #open = false;
  /** @type {number | null} browser-clock ms at which the whole answer was there, once looked up */
  #answered_at = null;
  /** Cursor: where the lane goes on when it is opened again. */
  #cursor = 0;
  #claims = new Claims();
  /** @type {AbortController | null} */
  #leaving = null;
  /** @type {Speaker | null} */
  #speaker = null;
  /** What the connection said last. */
  is = "closed";

  /**
   * @param {string} name
   * @param {Connect} connect
   * @param {Bench} bench
   * @param {number} [asked] requests of this lane that an earlier run numbered already
   */
  constructor(name, connect, bench, asked = 0) {
    this.#request = asked;
    this.name = name;
    this.connect = connect;
    this.bench = bench;
  }

  get running() {
    return this.#leaving !== null;
  }

  /**
   * @param {string} url
   * @param {number} [after] cursor; default: where the lane stopped
   */
  open(url, after = this.#cursor) {
    this.close();
    this.#cursor = after;
    this.#url = url;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { send } = this.connect({
      url,
      after,
      signal,
      interval: this.bench.interval,
      onEvent: (event) => signal.aborted || this.#event(event, this.bench.now()),
      onState: (state) => (signal.aborted && state.is !== "closed") || this.#state(state, this.bench.now()),
    });
    if (send) this.#speak(send);
  }

  close() {
    this.#leaving?.abort();
    this.#leaving = null;
    this.#speaker?.stop();
    this.#speaker = null;
  }

  /** @param {WireRecord} record */
  wire(record) {
    const claim = this.#claims.claim(record, this.bench.estimate().error_ms);
    if (claim) this.#post(claim);
  }

  /** @param {{ number: number, at: number }} arrival of a message at the server, server-clock ms */
  upward({ number, at }) {
    const known = this.#claims.requestOf(number);
    if (known !== undefined && known !== this.#request) return;
    const said = this.#speaker?.arrived();
    if (said) this.#postUpward(said, at);
  }

  /**
   * @param {Event} event
   * @param {number} at
   */
  #event(event, at) {
    this.#cursor = event.id;
    const { id, sent_at, type } = event;
    const arrived_at = this.bench.toServer(this.#arrival(at));
    this.#fact("delivered", { request: this.#request, event: { id, sent_at, type }, at: arrived_at });
    this.#speaker?.heard(id);
  }

  /**
   * When something reached the browser of which the script hears now.
   * @param {number} at browser-clock ms
   */
  #arrival(at) {
    if (this.#open) return at;
    this.#answered_at ??= answeredAt(this.#url, this.#asked_at) ?? at;
    return this.#answered_at;
  }

  /**
   * @param {{ is: string, [more: string]: any }} state
   * @param {number} browser_at
   */
  #state({ unseen = false, ...state }, browser_at) {
    const at = this.bench.toServer(state.is === "answered" ? this.#arrival(browser_at) : browser_at);
    this.is = state.is;
    if (state.is === "asking") this.#asking(state.after, browser_at, unseen);
    else if (state.is === "open") this.#opened(at);
    else if (state.is === "gap") this.#gap(state.size, at);
    else if (state.is === "answered") this.#answered(state.status, state.events, at);
    else if (state.is === "lost" || state.is === "gave-up") this.#ended(state.reason ?? state.message ?? state.is, at);
    else if (state.is === "closed") this.#ended(null, at);
    this.#fact("state", { ...state, at });
    if (state.is === "gave-up") this.bench.onGaveUp();
  }

  /**
   * @param {number | null} after
   * @param {number} at browser-clock ms
   * @param {boolean} unseen it left some time ago: a round trip, as long as nothing better is known
   */
  #asking(after, at, unseen) {
    this.#under_way = true;
    this.#open = false;
    this.#answered_at = null;
    this.#asked_at = at;
    const asked_at = this.bench.toServer(unseen ? at - this.bench.estimate().rtt_ms : at);
    const asked = { request: ++this.#request, asked_at, after, unseen };
    this.#fact("asked", { request: asked.request, at: asked_at, after });
    for (const claim of this.#claims.ask(asked)) this.#post(claim);
  }

  /** @param {number} at */
  #opened(at) {
    this.#open = true;
    this.#fact("opened", { request: this.#request, at });
    this.#speaker?.opened();
  }

  /**
   * @param {number} size
   * @param {number} at
   */
  #gap(size, at) {
    this.#cursor += size;
    this.#fact("gap", { size, at });
  }

  /**
   * @param {number} status
   * @param {number} events
   * @param {number} at
   */
  #answered(status, events, at) {
    this.#under_way = false;
    this.#fact("answered", { request: this.#request, status, events, at });
  }

  /**
   * @param {string | null} reason
   * @param {number} at
   */
  #ended(reason, at) {
    if (this.#under_way) this.#fact("ended", { request: this.#request, reason, at });
    this.#claims.broke(this.#request, at);
    this.#under_way = false;
  }

  /** @param {{ record: WireRecord, asked: import("./claims.js").Asked, first: boolean }} claim */
  #post({ record: { transport: _, after: __, ...record }, asked, first }) {
    const guess = first && asked.unseen ? { asked_at: record.received_at - this.bench.estimate().rtt_ms / 2 } : {};
    this.#fact("wire", { request: asked.request, ...record, ...guess });
  }

  /** @param {(message: object) => boolean} send */
  #speak(send) {
    this.#speaker = new Speaker({
      now: () => this.bench.toServer(this.bench.now()),
      request: () => this.#request,
      send,
      onSaid: (said) => this.#postUpward(said, null),
    });
  }

  /**
   * @param {import("./speaker.js").Said} said
   * @param {number | null} received_at
   */
  #postUpward({ request, kind, sent_at }, received_at) {
    this.#fact("upward", { request, kind, sent_at, received_at });
  }

  /**
   * @param {string} fact
   * @param {object} more
   */
  #fact(fact, more) {
    this.bench.post(/** @type {import("../lib/facts.js").Fact} */ ({ fact, lane: this.name, ...more }));
  }
}
