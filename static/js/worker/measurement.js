/**
 * All that is measured for one stage: the control socket with the clock, and a lane for each transport.
 *
 * Lanes open when the clock is set, each after the last event then known, so that all four hear the same events.
 *
 * @typedef {import("../lib/facts.js").Fact} Fact
 * @typedef {import("../lib/facts.js").Auto} Auto
 * @typedef {{ name: string, path: string, module: string, open: boolean, asked: number }} LaneOrder
 * @typedef {{ origin: string, room: string, topic: string, tag: string, key: string | null, lanes: LaneOrder[],
 *   interval: number, hold: number, auto: Auto | null,
 *   conditions: import("../lib/conditions.js").Conditions | null, record?: boolean }} Order what to measure; `interval` in
 *   ms, `hold` in s, `record`: have the server keep the latest bytes, to be looked at
 */

import { Clock } from "../lib/clock.js";
import { Endpoints } from "../lib/endpoints.js";
import { Control } from "./control.js";
import { LaneRun } from "./lane-run.js";
import { whyNot } from "./probe.js";

/** The lanes do not wait longer than this for a perfect clock. */
const PATIENCE_MS = 1_500;

/** A slider is dragged: only where it comes to rest counts. */
const REST_MS = 200;

const NO_CLIENT = {
  code: "no-client",
  message: "The code of a transport could not be loaded.",
  hint: "Load the page again.",
};

export class Measurement {
  /** @type {Map<string, { run: LaneRun, path: string, wanted: boolean }>} */
  #lanes = new Map();
  #head = 0;
  #ready = false;
  #paused = false;
  #over = false;
  #probing = false;
  /** Whether conditions are on their way to the server. */
  #imposing = false;
  /** @type {number | null} when the server was last heard of, while it is gone */
  #gone_at = null;
  /** Whether it was paused, and has not told of its return yet. */
  #left = false;
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #restarts = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} until the lanes open with the clock as it is */
  #patience;

  /**
   * @param {Order} order
   * @param {{ post: (fact: Fact) => void, now: () => number, resolution_ms: number }} bench
   */
  constructor(order, { post, now, resolution_ms }) {
    this.order = order;
    this.post = post;
    this.now = now;
    this.clock = new Clock({ resolution_ms });
    this.endpoints = new Endpoints(order);
    this.control = new Control({
      url: this.endpoints.controlUrl,
      key: order.key,
      clock: this.clock,
      now,
      listener: {
        onMessage: (message) => this.#heard(message),
        onClock: (at) => this.#clocked(at),
        onDown: (retry_ms, draining, refused) => this.#down(retry_ms, draining, refused),
      },
    });
  }

  /** Loads the clients of the transports and opens the control socket; the lanes follow when the clock is set. */
  async start() {
    const clients = await Promise.all(this.order.lanes.map((lane) => import(lane.module))).catch(() => null);
    if (!clients) return this.post({ fact: "refused", at: this.#serverNow(), ...NO_CLIENT });
    this.order.lanes.forEach(({ name, path, open, asked }, index) => {
      const run = new LaneRun(name, clients[index].connect, this.#bench(), asked);
      this.#lanes.set(name, { run, path, wanted: open });
    });
    if (!this.#paused && !this.#over) this.control.open();
  }

  stop() {
    this.#over = true;
    this.#close();
  }

  #close() {
    this.control.close();
    for (const { run } of this.#lanes.values()) run.close();
    for (const timer of this.#restarts.values()) clearTimeout(timer);
    clearTimeout(this.#patience);
    this.#ready = false;
  }

  /** Gives all connections back. @param {import("../lib/facts.js").Why} why */
  pause(why) {
    if (this.#paused) return;
    this.#paused = this.#left = true;
    this.post({ fact: "pause", at: this.#serverNow(), why });
    this.#close();
  }

  resume() {
    if (!this.#paused) return;
    this.#paused = false;
    if (!this.#over && this.#lanes.size > 0) this.control.open();
  }

  /** Does at once what would be tried again later. */
  retry() {
    if (this.#over || this.#paused) return;
    this.control.open();
    for (const [name, { run }] of this.#lanes) if (run.is === "retrying") this.reopen(name);
  }

  /** Opens a lane anew where it stopped. @param {string} name */
  reopen(name) {
    const lane = this.#lanes.get(name);
    if (lane && this.#ready && lane.wanted) lane.run.open(this.#urlOf(lane.path));
  }

  /**
   * @param {{ interval?: number, hold?: number, auto?: Auto, lanes?: string[],
   *   conditions?: import("../lib/conditions.js").Conditions | null }} change `lanes`: those to be open
   */
  set({ interval, hold, auto, lanes, conditions }) {
    if (conditions !== undefined) this.#setConditions(conditions);
    if (auto) this.#publishBySelf(auto);
    if (lanes) this.#want(lanes);
    if (interval !== undefined) this.order.interval = interval;
    if (hold !== undefined) this.order.hold = hold;
    // A wait or a hold that has begun would go on as it was, so the lanes it concerns ask anew.
    for (const [name, { run }] of this.#lanes) {
      const concerned = (interval !== undefined && run.is === "waiting") || (hold !== undefined && run.is === "asking");
      if (concerned) this.#restartSoon(name);
    }
  }

  /** Asks for what the server has recorded. @param {import("../lib/wire/tapes.js").Question} of */
  askBytes(of) {
    this.control.say({ bytes: of });
  }

  /** @param {string} name */
  #restartSoon(name) {
    clearTimeout(this.#restarts.get(name));
    const timer = setTimeout(() => this.reopen(name), REST_MS);
    this.#restarts.set(name, timer);
  }

  /** @param {string[]} names of the lanes to be open */
  #want(names) {
    for (const lane of this.order.lanes) lane.open = names.includes(lane.name);
    for (const [name, lane] of this.#lanes) {
      lane.wanted = names.includes(name);
      if (!lane.wanted) lane.run.close();
      else if (this.#ready && !lane.run.running) lane.run.open(this.#urlOf(lane.path), this.#head);
    }
  }

  /** @param {string} path of a transport */
  #urlOf(path) {
    return this.endpoints.stream(path, { hold: this.order.hold });
  }

  /** @returns {import("./lane-run.js").Bench} */
  #bench() {
    return {
      now: this.now,
      toServer: (at) => this.#toServer(at),
      estimate: () => this.clock.estimate(this.now()) ?? { offset_ms: 0, error_ms: 0, rtt_ms: 0 },
      interval: () => this.order.interval,
      post: (fact) => {
        if (fact.fact === "delivered") this.#head = Math.max(this.#head, fact.event.id);
        this.post(fact);
      },
      onGaveUp: () => this.#probe(),
    };
  }

  /** Browser-clock to server-clock ms, in whole microseconds. @param {number} at */
  #toServer(at) {
    return Math.round((at + (this.clock.estimate(at)?.offset_ms ?? 0)) * 1_000) / 1_000;
  }

  #serverNow() {
    return this.#toServer(this.now());
  }

  /** @param {number} at browser-clock ms */
  #clocked(at) {
    const estimate = this.clock.estimate(at);
    if (!estimate) return;
    this.post({ fact: "clock", ...estimate, at: this.#toServer(at) });
    if (!this.#ready && this.clock.settled) this.#begin();
  }

  /** The clock is set: the lanes may open. */
  #begin() {
    if (this.#ready || this.#paused || !this.clock.estimate(this.now())) return;
    if (this.order.key && this.order.conditions) return this.#impose(this.order.conditions);
    this.#ready = true;
    this.#tellReturn();
    for (const { run, path, wanted } of this.#lanes.values()) if (wanted) run.open(this.#urlOf(path), this.#head);
    if (this.order.auto) this.#publishBySelf(this.order.auto);
  }

  /**
   * Sets the conditions that a stage begins with. They are in force before its lanes open: a script starts with them, and
   * a status is for their first requests.
   * @param {import("../lib/conditions.js").Conditions} conditions
   */
  #impose(conditions) {
    if (this.#imposing) return;
    this.#imposing = true;
    this.control.command({ conditions });
  }

  /** @param {import("../lib/conditions.js").Conditions | null} conditions */
  #setConditions(conditions) {
    if (this.#ready || this.#imposing) this.control.command({ conditions });
    else this.order.conditions = conditions;
  }

  /** The server has taken conditions, or has refused them: nothing waits for them any more. */
  #imposed() {
    this.#imposing = false;
    this.order.conditions = null;
    if (!this.#ready) this.#begin();
  }

  /** @param {Auto} auto taken up when the lanes are open, so that they hear of the first event too */
  #publishBySelf(auto) {
    this.order.auto = this.#ready ? null : auto;
    if (this.#ready) this.control.command({ auto });
  }

  /** Says after which event the lanes go on: what they have not had by then, they do not fetch. */
  #tellReturn() {
    if (this.#left) this.post({ fact: "resume", at: this.#serverNow(), head: this.#head });
    this.#left = false;
  }

  /** @param {import("./control.js").Message} message */
  #heard(message) {
    const at = this.#serverNow();
    if (message.hello) this.#greeted(message.hello, at);
    if (message.published) this.#published(message.published);
    if (message.wire) for (const record of message.wire) this.#lanes.get(record.transport)?.run.wire(record);
    if (message.upward) for (const one of message.upward) this.#lanes.get(one.transport)?.run.upward(one);
    if ("conditions" in message) this.post({ fact: "conditions", told: message.conditions, at });
    if (this.#imposing && ("conditions" in message || message.error)) this.#imposed();
    if ("auto" in message) this.post({ fact: "auto", auto: message.auto });
    if (message.presence) this.post({ fact: "presence", counts: message.presence });
    if (message.recording) this.post({ fact: "recording", since: message.recording.since });
    if (message.bytes) this.post({ fact: "bytes", ...message.bytes });
    if (message.error?.code === "recording-full") {
      this.post({ fact: "recording", since: null, message: `${message.error.message} ${message.error.hint}` });
    } else if (message.error) this.post({ fact: "refused", at, ...message.error });
  }

  /**
   * @param {{ auto: Auto | null, conditions: import("../lib/conditions.js").Told | null, heads: Record<string, number> }} hello
   * @param {number} at
   */
  #greeted({ auto, conditions, heads }, at) {
    this.#head = Math.max(this.#head, heads[this.order.topic] ?? 0);
    this.#gone_at = null;
    this.#imposing = false;
    this.post({ fact: "server", is: "there", at });
    if (this.order.record) this.control.say({ record: true });
    this.post({ fact: "auto", auto });
    if (!this.order.conditions) this.post({ fact: "conditions", told: conditions, at });
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#begin(), PATIENCE_MS);
  }

  /** @param {(import("../lib/facts.js").Published & { topic: string })[]} all */
  #published(all) {
    const events = all.filter(({ topic }) => topic === this.order.topic).map(({ topic: _, ...event }) => event);
    if (events.length === 0) return;
    this.#head = Math.max(this.#head, ...events.map((event) => event.id));
    this.post({ fact: "published", events });
  }

  /**
   * @param {number} retry_ms
   * @param {boolean} draining
   * @param {boolean} refused
   */
  #down(retry_ms, draining, refused) {
    const at = this.#serverNow();
    if (draining) this.post({ fact: "server", is: "draining", at, retry_ms });
    else {
      this.#gone_at ??= at;
      this.post({ fact: "server", is: "gone", at: this.#gone_at, retry_ms: at - this.#gone_at + retry_ms });
    }
    if (refused) this.#probe();
  }

  /** Asks why something did not open; without a room there is nothing left to measure. */
  async #probe() {
    if (this.#probing || this.#paused) return;
    this.#probing = true;
    const refusal = await whyNot(this.endpoints.probeUrl);
    this.#probing = false;
    if (!refusal || this.#over) return;
    const { status, ...error } = refusal;
    if (status === 404) this.stop();
    this.post({ fact: "refused", at: this.#serverNow(), ...error });
  }
}
