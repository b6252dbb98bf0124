/**
 * The trace: the timed record of all that happened in a demo, and the one place of state for the stage.
 *
 * Pure: facts go in, lists and numbers come out. Painters redraw when `version` has moved. All times are server-clock
 * ms. Lists hold the last two minutes; totals hold the whole run since the beginning or since `clear()`.
 */

import { stretches } from "./conditions.js";
import { Lane } from "./lane.js";
import { find, insert, trim } from "./series.js";

/**
 * @typedef {import("./facts.js").TraceFact} Fact
 * @typedef {import("./facts.js").LaneFact} LaneFact
 * @typedef {import("./facts.js").Published} Published
 * @typedef {{ offset_ms: number, error_ms: number, rtt_ms: number }} Clock
 * @typedef {object} Pause a time without connections
 * @property {number} from
 * @property {number | null} to null: it lasts
 * @property {import("./facts.js").Why} why
 * @property {Record<string, number>} missed how many events each lane that was open then has not fetched
 */

/** Hard caps of the lists that no lane holds. */
const MOST = { published: 20_000, pauses: 1_000 };

const byId = (/** @type {Published} */ event) => event.id;

export class Trace {
  static WINDOW_MS = 120_000;

  /** Moves with every change. */
  version = 0;
  /** @type {Clock | null} */
  clock = null;
  /** @type {Published[]} by id, which is also by sent_at */
  published = [];
  /** @type {Pause[]} */
  pauses = [];
  /** @type {Map<string, Lane>} in the order of the stage */
  lanes = new Map();
  /** @type {string | null} */
  room = null;
  /** @type {string | null} */
  topic = null;
  /** @type {import("./facts.js").Auto | null} what the server publishes by itself */
  auto = null;
  /** @type {import("./conditions.js").Told | null} the simulated network of the room */
  conditions = null;
  /** @type {number | null} when it was last changed */
  changed_at = null;
  /** @type {Record<string, number>} connections of the room, by transport */
  presence = {};
  /** @type {import("./facts.js").ServerFact | null} */
  server = null;
  /** @type {import("./facts.js").RefusedFact | null} the latest refusal */
  refused = null;
  /** @type {import("./facts.js").RoomFact | null} the latest room; `renewed` when it replaced an expired one */
  renewal = null;
  /** @type {{ exported_at: string | null, browser: string | null } | null} set in a trace that was imported */
  recorded = null;

  /** The latest time any fact spoke of: the end of what is known. */
  latest = 0;

  /** @param {{ lanes: string[], room?: string | null, topic?: string | null }} options */
  constructor({ lanes, room = null, topic = null }) {
    this.room = room;
    this.topic = topic;
    for (const name of lanes) this.lanes.set(name, new Lane(name));
  }

  /** @param {Fact} fact */
  add(fact) {
    this.version++;
    if ("at" in fact && fact.at > this.latest) this.latest = fact.at;
    if ("lane" in fact) this.#toLane(fact);
    else this.#toStage(fact);
    if (this.version % 64 === 0) this.#trim();
  }

  /**
   * An event and what every lane made of it; undefined when the trace no longer holds it.
   * @param {number} id
   */
  event(id) {
    const published = find(this.published, id, byId);
    if (!published) return undefined;
    return { published, byLane: new Map([...this.lanes].map(([name, lane]) => [name, lane.delivery(id)])) };
  }

  /** @param {string} name of a lane */
  lane(name) {
    const lane = this.lanes.get(name);
    if (!lane) throw new RangeError(`lane "${name}" is not in this trace; it has ${[...this.lanes.keys()].join(", ")}`);
    return lane;
  }

  /** @param {string} name of a lane */
  statistics(name) {
    return this.lane(name).statistics;
  }

  /** The pause that a moment lies in. @param {number} at */
  pauseAt(at) {
    return this.pauses.find(({ from, to }) => from <= at && at <= (to ?? at));
  }

  /** Forgets events, counts and pauses, and keeps what is still going on: open exchanges, states, clock, room. */
  clear() {
    this.version++;
    this.published = [];
    this.pauses = this.pauses.filter((pause) => pause.to === null);
    this.refused = null;
    for (const lane of this.lanes.values()) lane.clear();
  }

  /** @param {LaneFact} fact */
  #toLane(fact) {
    if (fact.fact === "delivered") this.#publish(fact.event);
    this.lanes.get(fact.lane)?.add(fact);
  }

  /** @param {Exclude<Fact, LaneFact>} fact */
  #toStage(fact) {
    switch (fact.fact) {
      case "clock":
        this.clock = { offset_ms: fact.offset_ms, error_ms: fact.error_ms, rtt_ms: fact.rtt_ms };
        return;
      case "published":
        for (const event of fact.events) this.#publish(event);
        return;
      case "pause":
        return this.#pause(fact);
      case "resume":
        return this.#resume(fact);
      case "room":
        return this.#enter(fact);
      case "auto":
        this.auto = fact.auto;
        return;
      case "conditions":
        return this.#meet(fact);
      case "presence":
        this.presence = fact.counts;
        return;
      case "server":
        this.server = fact;
        return;
      case "refused":
        this.refused = fact;
    }
  }

  /** @param {Published} event */
  #publish({ id, sent_at, type }) {
    if (sent_at > this.latest) this.latest = sent_at;
    if (!find(this.published, id, byId)) insert(this.published, type ? { id, sent_at, type } : { id, sent_at }, byId);
  }

  /**
   * All lanes stop, wherever each of them is: one that asks seldom may not have had what the others had.
   * @param {import("./facts.js").PauseFact} fact
   */
  #pause({ at, why }) {
    const head = this.published.at(-1)?.id ?? 0;
    const open = [...this.lanes].filter(([, lane]) => lane.listens);
    const missed = Object.fromEntries(open.map(([name, lane]) => [name, lane.leave(head, at)]));
    this.pauses.push({ from: at, to: null, why, missed });
  }

  /** @param {import("./facts.js").ResumeFact} fact */
  #resume({ at, head }) {
    const pause = this.pauses.at(-1);
    if (pause?.to !== null) return;
    pause.to = at;
    for (const name of Object.keys(pause.missed)) pause.missed[name] += this.lane(name).leave(head, at);
  }

  /**
   * Conditions, each lane's from when they were set. They are told again after a break of the control socket.
   * @param {import("./facts.js").ConditionsFact} fact
   */
  #meet({ told, at }) {
    if (told?.set_at === this.conditions?.set_at) return;
    this.conditions = told;
    this.changed_at = told?.set_at ?? at;
    for (const [name, lane] of this.lanes) lane.meet(stretches(told, name), this.changed_at);
  }

  /** @param {import("./facts.js").RoomFact} fact */
  #enter(fact) {
    if (this.room !== null && this.room !== fact.room) this.#startOver();
    this.room = fact.room;
    this.topic = fact.topic;
    this.renewal = fact;
  }

  /** Another room counts its events from 1 again, so nothing of the old one can stand beside it. */
  #startOver() {
    this.published = [];
    this.pauses = [];
    this.refused = null;
    this.conditions = null;
    this.changed_at = null;
    for (const name of this.lanes.keys()) this.lanes.set(name, new Lane(name));
  }

  #trim() {
    const cutoff = this.latest - Trace.WINDOW_MS;
    trim(this.published, (event) => event.sent_at < cutoff, MOST.published);
    trim(this.pauses, (pause) => pause.to !== null && pause.to < cutoff, MOST.pauses);
    for (const lane of this.lanes.values()) lane.trim(cutoff);
  }
}
