/**
 * A stage at work, without any DOM: its room, the worker that measures, and the trace that keeps what was measured.
 *
 * Dispatches "change" whenever there is something new to show, and "bytes" with what was asked for by `askBytes`. Opens no connection before `start()` or `publish()`.
 *
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {{ name: string, path: string, module: string }} LanePlace where a transport and its client are
 * @typedef {{ room: string, key: string | null }} Place
 *
 * @typedef {object} SessionOptions
 * @property {LanePlace[]} lanes
 * @property {string} [topic]
 * @property {Settings} settings shared with whoever shows them; changed by `set`
 * @property {import("./settings.js").Misread[]} [misread] what of them was said and does not hold
 * @property {string} workerUrl
 * @property {boolean} [record] have the server keep the latest bytes of each exchange, to be looked at
 * @property {string} [key] of `settings.room`: without it, that room can be watched only
 * @property {string} [origin]
 * @property {(url: string) => Worker} [makeWorker]
 * @property {typeof fetch} [fetch]
 */

import { asSaid } from "./conditions.js";
import { opened } from "./opening.js";
import { NO_WORKER, TOO_FAST, UNDER_WAY, WATCHED } from "./refusals.js";
import { OF_ROOM } from "./settings.js";
import { makeTag } from "./tag.js";
import { Trace } from "./trace.js";

const RETRY_MS = { first: 500, most: 10_000 };

export class Session extends EventTarget {
  /** True from `start()` to `stop()`, also while paused. */
  running = false;
  /** True while nobody looks and all connections are given back. */
  paused = false;
  /** True while it is paused because a stage of another tab needs the connections. */
  gaveWay = false;
  /** @type {Place | null} */
  place = null;
  /** Since when the server keeps bytes; null: it does not, and why. @type {{ since: number | null, message?: string }} */
  recording = { since: null };
  /** What of the settings was said and does not hold, and is still to be told. @type {import("./settings.js").Misread[]} */
  misread;
  /** Whether the room was ever there. */
  #entered = false;
  /** Whether the server has still to judge the conditions of the link. */
  #unjudged;
  /** @type {Worker | null} */
  #worker = null;
  #under_way = 0;
  #attempt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;

  /** @param {SessionOptions} options */
  constructor({ lanes, topic = "stage", settings, misread = [], workerUrl, key, record = false, ...world }) {
    super();
    this.lanes = lanes;
    this.topic = topic;
    this.settings = settings;
    this.misread = misread;
    this.#unjudged = settings.conditions !== null;
    this.workerUrl = workerUrl;
    this.record = record;
    this.origin = world.origin ?? globalThis.location.origin;
    this.fetch = world.fetch ?? globalThis.fetch.bind(globalThis);
    this.makeWorker = world.makeWorker ?? ((url) => new Worker(url, { type: "module", name: "measure" }));
    this.trace = new Trace({ lanes: lanes.map((lane) => lane.name), topic });
    if (settings.room) this.place = { room: settings.room, key: key ?? null };
  }

  /** Opens everything, in a room of its own unless it has one. */
  async start() {
    if (this.running) return;
    this.running = true;
    this.#changed();
    if (this.place) this.#enter({ ...this.place, expires_in_s: null }, false);
    else await this.#makeRoom(false);
  }

  /** Closes everything. The trace stays. */
  stop() {
    clearTimeout(this.#retryTimer);
    this.#worker?.terminate();
    this.#worker = null;
    this.running = false;
    this.paused = this.gaveWay = false;
    for (const { name } of this.lanes) this.#endLast(name);
    this.#changed();
  }

  /** @param {string} lane whose connection went with the worker */
  #endLast(lane) {
    const last = this.trace.lane(lane).requests.at(-1);
    if (last && last.ended_at === null) {
      this.#add({ fact: "ended", lane, request: last.request, reason: null, at: this.#now() });
    }
  }

  /** Gives all connections back while nobody looks. */
  pause() {
    if (!this.running || this.paused) return;
    this.paused = true;
    this.#order(this.#pausing());
    this.#changed();
  }

  #pausing() {
    return { do: "pause", why: this.gaveWay ? "gave way" : "hidden" };
  }

  /** The same, for a stage that was started later in another tab. */
  giveWay() {
    this.gaveWay = true;
    this.pause();
  }

  /** Opens them again, for new events only; the trace tells how many were missed. */
  resume() {
    if (!this.paused) return;
    this.paused = this.gaveWay = false;
    this.#order({ do: "resume" });
    this.#changed();
  }

  /** Tries at once what would be tried again later. */
  retry() {
    clearTimeout(this.#retryTimer);
    if (this.#worker) this.#order({ do: "retry" });
    else if (this.running) this.#makeRoom(false);
  }

  /** Opens a lane again that gave up. @param {string} lane */
  reopen(lane) {
    this.#order({ do: "reopen", lane });
  }

  /** Asks for recorded bytes; they come with a "bytes" event. @param {import("./wire/tapes.js").Question} of */
  askBytes(of) {
    this.#order({ do: "bytes", of });
  }

  /** Whether the room is somebody else's: it can be watched, and no more. */
  get watches() {
    return this.place?.key === null;
  }

  /** @param {Partial<Settings>} change */
  set(change) {
    if (this.watches && OF_ROOM.some((name) => name in change)) return void this.#refuse(WATCHED);
    Object.assign(this.settings, change);
    const { interval, hold, lanes, conditions } = change;
    const auto = "rate" in change || "pattern" in change ? this.#auto() : undefined;
    this.#order({ do: "set", change: { interval, hold, lanes, auto, conditions } });
    if (!this.running && (change.rate ?? 0) > 0) this.start();
    this.#changed();
  }

  /**
   * Publishes one event. Starts first if need be, and then lets the lanes open before it.
   * @param {unknown} data
   * @returns {Promise<{ id: number, sent_at: number } | null>} null when it was refused; the trace says why
   */
  async publish(data) {
    if (this.watches) return this.#refuse(WATCHED);
    if (this.#under_way >= UNDER_WAY) return this.#refuse(TOO_FAST);
    this.#under_way++;
    try {
      if (!this.running) await this.start();
      if (this.trace.published.length === 0 || !this.place) await opened(this);
      if (!this.place) return null;
      return await this.#post(`/rooms/${this.place.room}/topics/${this.topic}`, { data }, this.place.key);
    } finally {
      this.#under_way--;
    }
  }

  /** @param {boolean} renewed the room before had expired */
  async #makeRoom(renewed) {
    const made = await this.#post("/rooms", {}, null);
    if (!this.running) return;
    if (made) {
      this.#attempt = 0;
      this.#enter(made, renewed);
    } else if (this.trace.server?.is === "gone") {
      const { retry_ms } = this.trace.server;
      this.#retryTimer = setTimeout(() => this.#makeRoom(renewed), retry_ms);
    } else {
      this.running = false;
      this.#changed();
    }
  }

  /**
   * @param {Place & { expires_in_s: number | null }} made
   * @param {boolean} renewed
   */
  #enter({ room, key, expires_in_s }, renewed) {
    this.place = { room, key };
    this.#add({ fact: "room", room, topic: this.topic, expires_in_s, renewed, at: this.#now() });
    this.#worker ??= this.#hire();
    const { settings, topic, origin } = this;
    const lanes = this.lanes.map(({ name, path, module }) => ({
      name,
      path,
      module: new URL(module, origin).href,
      open: settings.lanes.includes(name),
      asked: this.trace.lane(name).requests.at(-1)?.request ?? 0, // so that no two exchanges of a trace share a number
    }));
    const auto = settings.rate > 0 && key ? this.#auto() : null;
    const { interval, hold, conditions } = settings;
    const { record } = this;
    const order = { origin, room, topic, tag: makeTag(), key, lanes, interval, hold, auto, conditions, record };
    this.#order({ do: "start", order });
    if (this.paused) this.#order(this.#pausing());
  }

  #hire() {
    const worker = this.makeWorker(this.workerUrl);
    worker.onmessage = ({ data }) => this.#learn(data);
    worker.onerror = () => this.#refuse(NO_WORKER);
    return worker;
  }

  /** @param {import("./facts.js").Fact[]} facts */
  #learn(facts) {
    const gone = facts.some((fact) => fact.fact === "refused" && fact.code === "no-such-room");
    const expired = this.#entered || this.settings.room === null;
    for (const fact of facts) {
      if (fact.fact === "bytes") this.dispatchEvent(new CustomEvent("bytes", { detail: fact }));
      else if (fact.fact === "recording") this.recording = fact;
      else if (fact.fact !== "refused" || !this.#isOfLink(fact)) this.trace.add(fact);
      this.#follow(fact);
    }
    if (gone) this.place = null;
    if (gone && this.running) this.#makeRoom(expired);
    this.#changed();
  }

  /** Has the settings as they are in the room. @param {import("./facts.js").Fact} fact */
  #follow(fact) {
    if (fact.fact === "server" && fact.is === "there") this.#entered = true;
    if (fact.fact === "auto" && this.watches)
      Object.assign(this.settings, { rate: fact.auto?.rate ?? 0, pattern: fact.auto?.pattern ?? "steady" });
    if (fact.fact === "conditions") this.#unjudged = false;
    if (fact.fact === "conditions") this.settings.conditions = asSaid(fact.told);
    if (fact.fact === "refused" && fact.code === "bad-conditions")
      this.settings.conditions = asSaid(this.trace.conditions);
    if (fact.fact === "refused" && fact.code === "no-such-room") this.settings.room = null;
  }

  /**
   * Whether the server refuses what the link asked for: its conditions, or a room that was not there from the start. This
   * is said with all else that does not hold.
   * @param {import("./facts.js").RefusedFact} fact
   */
  #isOfLink({ code, message }) {
    const { room, conditions } = this.settings;
    if (code === "no-such-room" && room !== null && !this.#entered)
      this.misread.push({ name: "room", text: room, holds: null, why: "gone" });
    else if (code === "bad-conditions" && this.#unjudged)
      this.misread.push({ name: "conditions", text: JSON.stringify(conditions), holds: null, refused: message });
    else return false;
    this.#unjudged = false;
    return true;
  }

  #auto() {
    const { rate, pattern } = this.settings;
    return { topic: this.topic, rate, pattern };
  }

  /**
   * @param {string} path
   * @param {object} body
   * @param {string | null} key
   * @returns {Promise<any>} the answer; null after a refusal, which is in the trace
   */
  async #post(path, body, key) {
    const headers = { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) };
    try {
      const answer = await this.fetch(this.origin + path, { method: "POST", headers, body: JSON.stringify(body) });
      const said = await answer.json();
      return answer.ok ? said : this.#refuse(said.error);
    } catch {
      if (this.#worker) return null; // The worker says that the server is gone, with the time it tries again.
      const retry_ms = Math.random() * Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** this.#attempt++);
      this.#add({ fact: "server", is: "gone", at: this.#now(), retry_ms });
      return null;
    }
  }

  /**
   * @param {{ code: string, message: string, hint: string }} error
   * @returns {null}
   */
  #refuse({ code, message, hint }) {
    this.#add({ fact: "refused", at: this.#now(), code, message, hint });
    return null;
  }

  /** @param {import("./facts.js").TraceFact} fact */
  #add(fact) {
    this.trace.add(fact);
    this.#changed();
  }

  /** @param {object} order */
  #order(order) {
    this.#worker?.postMessage(order);
  }

  #now() {
    return performance.timeOrigin + performance.now() + (this.trace.clock?.offset_ms ?? 0);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
