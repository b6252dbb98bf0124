/**
 * What is known of one transport: its requests, its deliveries, and what went wrong, in the order it happened.
 *
 * Pure, and bounded: lists reach back two minutes, counts reach back to the beginning. All times are server-clock ms.
 *
 * @typedef {import("./facts.js").AskedFact} AskedFact
 * @typedef {import("./facts.js").DeliveredFact} DeliveredFact
 * @typedef {import("./facts.js").AnsweredFact} AnsweredFact
 * @typedef {import("./facts.js").EndedFact} EndedFact
 * @typedef {import("./facts.js").WireFact} WireFact
 * @typedef {import("./facts.js").UpwardFact} UpwardFact
 * @typedef {import("./facts.js").StateFact} StateFact
 * @typedef {import("./facts.js").LaneFact} LaneFact
 *
 * @typedef {import("./lane-items.js").Exchange} Exchange
 * @typedef {import("./lane-items.js").Delivery} Delivery
 * @typedef {import("./lane-items.js").Kind} Kind
 * @typedef {import("./lane-items.js").Upward} Upward
 * @typedef {import("./lane-items.js").State} State
 * @typedef {import("./heard.js").Gap} Gap
 */

import { cutsIn, stretchAt } from "./conditions.js";
import { Heard } from "./heard.js";
import { find, insert, trim } from "./series.js";
import { Latencies, noTotals, summarise } from "./statistics.js";

/** Hard cap of each list: 50 events a second make 6,000 in two minutes. */
const MOST = 20_000;

const byArrival = (/** @type {Delivery} */ delivery) => delivery.arrived_at;

export class Lane {
  /** @type {Exchange[]} by asked_at, which is also by request */
  requests = [];
  /** @type {Delivery[]} by arrived_at */
  deliveries = [];
  /** @type {Upward[]} by sent_at */
  upward = [];
  /** @type {State[]} by at; the last one is the present */
  states = [];
  /** @type {import("./conditions.js").Stretch[]} what was in force when, in order */
  conditions = [];
  /** @type {import("./conditions.js").Cut[]} when nothing passed its line, on purpose */
  cuts = [];
  totals = noTotals();
  latencies = new Latencies();

  #heard = new Heard();
  /** True from the break of a line until the next answer: what comes then is replayed. */
  #broken = false;

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** What its connection says now. */
  get state() {
    return this.states.at(-1) ?? null;
  }

  /** @returns {import("./statistics.js").Statistics} */
  get statistics() {
    return summarise(this.totals, this.latencies);
  }

  /** @type {Gap[]} by at */
  get gaps() {
    return this.#heard.gaps;
  }

  /** Events that were left when the stage was paused. @type {import("./heard.js").Left[]} by at */
  get left() {
    return this.#heard.left;
  }

  /** The first delivery of an event. @param {number} id */
  delivery(id) {
    return this.#heard.delivery(id);
  }

  /**
   * What became of an event here. Null when this lane was not there to hear it.
   * @param {number} id
   * @returns {Delivery | "lost" | "not fetched" | "on its way" | null}
   */
  fate(id) {
    const fate = this.#heard.fate(id);
    return fate === "on its way" && !this.listens ? null : fate;
  }

  /** Whether it has asked for events, and what it asked for can still come. */
  get listens() {
    return this.#heard.asked && this.state?.is !== "closed" && this.state?.is !== "gave-up";
  }

  /**
   * Gives up what it has not heard of, up to an event.
   * @param {number} head id of that event
   * @param {number} at
   * @returns {number} how many events these are
   */
  leave(head, at) {
    return this.#heard.leave(head, at);
  }

  /** @param {LaneFact} fact */
  add(fact) {
    switch (fact.fact) {
      case "asked":
        return this.#asked(fact);
      case "opened":
        return this.#opened(fact);
      case "delivered":
        return this.#delivered(fact);
      case "answered":
        return this.#answered(fact);
      case "ended":
        return this.#ended(fact);
      case "wire":
        return this.#wire(fact);
      case "upward":
        return this.#upward(fact);
      case "gap":
        return this.#gap(fact);
      case "state":
        return this.#state(fact);
    }
  }

  /**
   * Other conditions: what was in force ends, and what was to come does not.
   * @param {import("./conditions.js").Stretch[]} stretches
   * @param {number} at when they were set
   */
  meet(stretches, at) {
    const before = this.conditions.filter(({ from }) => from < at);
    const ended = before.map(({ from, to, said }) => ({ from, to: Math.min(to ?? at, at), said }));
    this.conditions = [...ended, ...stretches];
    this.cuts = cutsIn(this.conditions);
  }

  /**
   * What is in force at a moment.
   * @param {number} at
   * @returns {import("./conditions.js").InForce}
   */
  met(at) {
    return stretchAt(this.conditions, at)?.said ?? {};
  }

  /**
   * Drops what is older than `cutoff`. An exchange that is still open stays, however old.
   * @param {number} cutoff
   */
  trim(cutoff) {
    for (const { id } of trim(this.deliveries, (one) => one.arrived_at < cutoff, MOST)) this.#heard.drop(id);
    trim(this.requests, (one) => one.ended_at !== null && one.ended_at < cutoff, MOST);
    trim(this.upward, (one) => one.sent_at < cutoff, MOST);
    trim(this.gaps, (one) => one.at < cutoff, MOST);
    trim(this.left, (one) => one.at < cutoff, MOST);
    trim(this.states, (one) => one.at < cutoff && one !== this.state, MOST);
    trim(this.conditions, ({ to }) => to !== null && to < cutoff, MOST);
    trim(this.cuts, ({ to }) => to !== null && to < cutoff, MOST);
  }

  /** Forgets what is over, and counts from nothing; what is open goes on. */
  clear() {
    this.requests = this.requests.filter((exchange) => exchange.ended_at === null);
    this.deliveries = [];
    this.upward = [];
    this.states = this.states.slice(-1);
    this.totals = { ...noTotals(), requests: this.requests.length };
    this.latencies = new Latencies();
    this.#heard.clear();
  }

  /**
   * Takes over what a recording holds; nothing is decided anew.
   * @param {{ requests: Exchange[], deliveries: Delivery[], upward: Upward[], gaps: Gap[], left: import("./heard.js").Left[],
   *   conditions: import("./conditions.js").Stretch[], totals: import("./statistics.js").Totals }} recorded lists in ascending order
   */
  restore({ requests, deliveries, upward, gaps, left, conditions, totals }) {
    Object.assign(this, { requests, deliveries, upward, conditions, totals });
    this.cuts = cutsIn(conditions);
    Object.assign(this.#heard, { gaps, left, lost: totals.lost });
    for (const delivery of deliveries) {
      this.#heard.ask(delivery.id);
      if (delivery.kind === "again") continue;
      this.#heard.keep(delivery);
      this.latencies.add(delivery.latency_ms);
    }
  }

  /** @param {AskedFact} fact */
  #asked({ request, at, after }) {
    this.requests.push({ ...blank(request, at, after), retried: this.#broken });
    this.totals.requests++;
    this.#heard.ask(after);
  }

  /** @param {number} request */
  #exchange(request) {
    return find(this.requests, request, ({ request }) => request);
  }

  /** @param {import("./facts.js").OpenedFact} fact */
  #opened({ request, at }) {
    const exchange = this.#exchange(request);
    if (exchange) exchange.opened_at = at;
    this.#broken = false;
  }

  /** @param {DeliveredFact} fact */
  #delivered({ request, event: { id, sent_at }, at }) {
    const exchange = this.#exchange(request);
    const kind = this.#kindOf(id, sent_at, at, exchange);
    const latency_ms = Math.round((at - sent_at) * 1_000) / 1_000;
    const delivery = { id, sent_at, arrived_at: at, latency_ms, request, kind };
    insert(this.deliveries, delivery, byArrival);
    if (exchange) exchange.events++;
    if (kind === "late") this.totals.out_of_order++;
    if (kind === "again") {
      this.totals.duplicates++;
      return;
    }
    this.#heard.keep(delivery);
    this.latencies.add(delivery.latency_ms);
    this.totals.events++;
    this.totals.latency_sum_ms += delivery.latency_ms;
  }

  /**
   * Decides how an event came, once.
   * @param {number} id
   * @param {number} sent_at
   * @param {number} at
   * @param {Exchange | undefined} exchange
   * @returns {Kind}
   */
  #kindOf(id, sent_at, at, exchange) {
    const order = this.#heard.take(id, at);
    this.totals.lost = this.#heard.lost;
    if (order !== "next") return order;
    return exchange?.retried && exchange.asked_at > sent_at ? "replayed" : "live";
  }

  /** @param {import("./facts.js").GapFact} fact */
  #gap({ size, at }) {
    this.#heard.lose(size, at);
    this.totals.lost = this.#heard.lost;
  }

  /** @param {AnsweredFact} fact */
  #answered({ request, at, status, events }) {
    const exchange = this.#exchange(request);
    if (exchange) Object.assign(exchange, { ended_at: at, status });
    if (events === 0 && (status < 300 || status === 304)) this.totals.empty++;
    this.#broken = status >= 400;
  }

  /** @param {EndedFact} fact */
  #ended({ request, at, reason }) {
    const exchange = this.#exchange(request);
    if (exchange) Object.assign(exchange, { ended_at: at, reason });
    if (reason !== null) this.#broken = true;
  }

  /** @param {WireFact} fact */
  #wire({ request, number, received_at, answered_at, closed_at, status, up, down, asked_at }) {
    const exchange = this.#exchange(request);
    if (!exchange) return;
    this.totals.bytes_up += up - exchange.up;
    this.totals.bytes_down += down - exchange.down;
    Object.assign(exchange, { received_at, answered_at, closed_at, up, down, matched: true });
    if (number !== undefined) exchange.number = number;
    exchange.status = status ?? exchange.status;
    exchange.asked_at = asked_at ?? exchange.asked_at;
  }

  /** @param {UpwardFact} fact */
  #upward({ request, kind, sent_at, received_at }) {
    const bySending = (/** @type {Upward} */ message) => message.sent_at;
    const known = find(this.upward, sent_at, bySending);
    if (known) known.received_at = received_at;
    else insert(this.upward, { request, kind, sent_at, received_at }, bySending);
  }

  /** @param {StateFact} fact */
  #state({ fact: _, lane: __, ...state }) {
    this.states.push(state);
  }
}

/**
 * @param {number} request
 * @param {number} asked_at
 * @param {number | null} after
 * @returns {Exchange}
 */
function blank(request, asked_at, after) {
  const unknown = { opened_at: null, received_at: null, answered_at: null, closed_at: null, ended_at: null };
  const counts = { status: null, up: 0, down: 0, events: 0 };
  return { request, asked_at, ...unknown, ...counts, after, reason: null, retried: false, matched: false };
}
