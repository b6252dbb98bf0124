/**
 * What a stage shows: one trace (live or recorded), the reader's place in time, what is selected, which lanes are open.
 *
 * Elements draw from a scene and ask it for changes by name; it knows no DOM. Times are server-clock ms.
 */

import { addedWords } from "./condition-words.js";
import { atMoment } from "./conditions.js";
import { Playhead, SPEEDS } from "./playhead.js";

/**
 * @typedef {import("./trace.js").Trace} Trace
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./settings.js").Settings} Settings
 *
 * @typedef {object} Look one transport: where it is and how it is drawn
 * @property {string} name
 * @property {string} title
 * @property {string} path
 * @property {string} module address of its client.js
 * @property {string} hue
 * @property {"square" | "triangle" | "circle" | "diamond"} shape
 * @property {"exchange" | "held" | "stream" | "duplex"} kind
 * @property {string} says
 *
 * @typedef {"full" | "mini" | "none"} Controls how much a reader can do; without all controls, figures follow the latest event
 *
 * @typedef {object} Recording a trace that was exported before
 * @property {Trace} trace
 * @property {number} from first instant
 * @property {number} to last instant
 * @property {number} began browser time at which its replay began
 * @property {string} told "Chromium 140, 12 March 2026": where and when it was measured
 */

/** Browser time, ms since the epoch with the fine clock's digits. */
export const browserTime = () => performance.timeOrigin + performance.now();

export class Scene {
  /** @type {number | null} id of the selected event */
  selected = null;
  /** @type {string | null} the lane the sentence speaks of */
  lane = null;
  /** @type {string | null} the one lane on show */
  only = null;
  /** @type {Recording | null} */
  recording = null;
  /** @type {string | null} the lane whose bytes are looked at */
  wire = null;
  /** What of the link does not hold, each until it is dismissed. @type {import("./notice.js").Notice[]} */
  misread = [];
  /** Whether Run and Stop stand outside of the stage, as in a lesson. */
  gated = false;
  /** Events the reader published. */
  sends = 0;
  /** Id of the last event before the picture was stopped; later ones are new. */
  #seen = 0;
  /** The pace that waits for a first event, as there is nothing to play before it. @type {number | null} */
  #due = null;

  /**
   * @param {{ looks: Look[], session: Session, settings: Settings, controls?: Controls, clock?: () => number }} options
   */
  constructor({ looks, session, settings, controls = "full", clock = browserTime }) {
    this.looks = looks;
    this.controls = controls;
    this.session = session;
    this.settings = settings;
    this.clock = clock;
    this.playhead = new Playhead({ window_ms: settings.window * 1_000 });
  }

  /** @returns {Trace} */
  get trace() {
    return this.recording?.trace ?? this.session.trace;
  }

  /** Lanes on show, top to bottom; folded ones among them where they can be unfolded. A recording may lack some. */
  get shown() {
    const { only, trace } = this;
    return this.#rows.filter(({ name }) => trace.lanes.has(name) && (only === null || name === only));
  }

  /** Lanes that have a place here. */
  get #rows() {
    return this.controls === "full" ? this.looks : this.open;
  }

  /** @param {string} name */
  isFolded(name) {
    return !this.recording && !this.settings.lanes.includes(name);
  }

  /** Lanes that have a connection, on show or not. */
  get open() {
    return this.looks.filter((look) => !this.isFolded(look.name));
  }

  /** Lanes whose events are drawn. */
  get drawn() {
    return this.shown.filter((look) => !this.isFolded(look.name));
  }

  /** The present on the server's clock; in a recording, the instant its replay has reached. */
  get live() {
    if (this.recording) {
      const { from, to, began } = this.recording;
      return Math.min(to, from + this.clock() - began);
    }
    return this.stopped_at ?? this.clock() + (this.trace.clock?.offset_ms ?? 0);
  }

  /** When the server was last heard of, while it is gone: the clock stops there. Null while all is well. */
  get stopped_at() {
    const { server } = this.session.trace;
    return server?.is === "gone" ? server.at : null;
  }

  /** The time at the right edge. */
  get edge() {
    return this.playhead.edge(this.live);
  }

  /** True while the picture changes with every frame. */
  get moving() {
    if (this.playhead.paused) return false;
    if (this.recording) return !this.playhead.live || this.live < this.recording.to;
    return !this.playhead.live || (this.session.running && this.stopped_at === null);
  }

  /** True while the only thing that changes is the time to the next try. */
  get counting() {
    return !this.recording && this.session.running && this.stopped_at !== null;
  }

  /** How many events the reader has not seen since the picture was stopped. */
  get unseen() {
    return this.playhead.live ? 0 : Math.max(0, (this.trace.published.at(-1)?.id ?? 0) - this.#seen);
  }

  /** The event the figures speak of: the selected one, or in a stage without controls the latest. */
  get event() {
    if (this.selected !== null || !this.follows) return this.selected;
    const edge = this.edge;
    return this.trace.published.findLast((event) => event.sent_at <= edge)?.id ?? null;
  }

  /** True when the figures follow the latest event. */
  get follows() {
    return this.controls !== "full" || this.settings.projector;
  }

  /** Bound of the clock's error, ms: no latency below it is known. */
  get error_ms() {
    return this.trace.clock?.error_ms ?? 0;
  }

  /** The conditions in force now, or with which the stage would begin. */
  get inForce() {
    const { conditions } = this.settings;
    const { running, trace } = this.session;
    if (running && trace.conditions) return atMoment(trace.conditions, this.live);
    return conditions && !("steps" in conditions) ? conditions : {};
  }

  /** What is in force in every lane at the moment on show, in words. */
  get everywhere() {
    return addedWords(atMoment(this.trace.conditions, this.edge));
  }

  togglePause() {
    if (this.playhead.paused) this.#goOn();
    else this.#stop(() => this.playhead.pause(this.live));
  }

  /** Back to the present. A recording that has ended begins again. */
  end() {
    if (this.recording && this.live >= this.recording.to) this.recording.began = this.clock();
    this.selected = null;
    this.lane = null;
    this.#due = null;
    this.playhead.end();
  }

  /** @param {number} edge */
  seek(edge) {
    this.#stop(() => this.playhead.seek(edge, this.live));
  }

  /** @param {number} step in windows: -0.1 goes back a tenth of what is on show */
  nudge(step) {
    this.seek(this.edge + step * this.playhead.span_ms);
  }

  /**
   * Plays at `speed`, from the selected event or else from the first one on show.
   * @param {number} speed
   */
  play(speed) {
    const edge = this.edge;
    const from = edge - this.playhead.span_ms;
    const chosen = this.selected === null ? undefined : this.trace.event(this.selected)?.published;
    const first = chosen ?? this.trace.published.find((event) => event.sent_at >= from && event.sent_at <= edge);
    this.#playFrom(first ? first.sent_at - this.#lead_ms(speed) : from, speed);
    if (speed !== 1 && this.trace.published.length === 0) this.#due = speed;
  }

  /** There may be news: what waited for a first event plays it. By then the clock is known, too. */
  heard() {
    const [first] = this.trace.published;
    if (first && this.#due !== null) this.#playFrom(first.sent_at - this.#lead_ms(this.#due), this.#due);
  }

  /** The time before an event from where it is played. @param {number} speed */
  #lead_ms(speed) {
    return 0.1 * this.playhead.window_ms * speed;
  }

  /** @param {number} from @param {number} speed */
  #playFrom(from, speed) {
    this.#stop(() => this.playhead.play(speed, from, this.live));
  }

  /** Plays one step slower (+1) or faster (-1). @param {number} step */
  pace(step) {
    const speed = SPEEDS[SPEEDS.indexOf(this.playhead.speed) + step];
    if (speed) this.play(speed);
  }

  /** @param {number} step */
  zoom(step) {
    this.playhead.zoom(step);
    this.settings.window = this.playhead.window_ms / 1_000;
  }

  /** @param {number | null} id */
  select(id) {
    if (id === null || this.selected === id) {
      this.selected = null;
      return;
    }
    const event = this.trace.event(id)?.published;
    if (!event) return;
    this.selected = id;
    this.#stop(() => this.playhead.pause(this.live));
    this.#bringIntoView(event.sent_at);
  }

  /**
   * Selects the event before (-1) or after (+1).
   * @param {number} step
   */
  step(step) {
    const { published } = this.trace;
    const edge = this.edge;
    const here = published.findIndex((event) => event.id === this.selected);
    const latest = published.findLastIndex((event) => event.sent_at <= edge);
    const next = here < 0 ? latest : Math.min(Math.max(here + step, 0), published.length - 1);
    const event = published[next];
    if (event && event.id !== this.selected) this.select(event.id);
  }

  /** @param {number} step */
  stepLane(step) {
    const names = this.drawn.map((look) => look.name);
    if (names.length === 0) return;
    const here = this.lane === null ? (step > 0 ? -1 : names.length) : names.indexOf(this.lane);
    this.lane = names[(here + step + names.length) % names.length] ?? null;
  }

  /**
   * A folded lane has nothing to show.
   * @param {number} index of the lane among those with a place here; the same again shows all
   */
  showOnly(index) {
    const name = this.#rows[index]?.name;
    if (name && !this.isFolded(name)) this.only = this.only === name ? null : name;
  }

  showAll() {
    this.only = null;
  }

  /** Lets go of the innermost thing: the event, the lane the sentence speaks of, the only lane. False: nothing was held. */
  leave() {
    if (this.selected !== null || this.lane !== null) {
      this.selected = null;
      this.lane = null;
      return true;
    }
    const held = this.only !== null;
    this.only = null;
    return held;
  }

  /** The reader knows of it. */
  dismiss() {
    this.misread.shift();
  }

  clear() {
    this.selected = null;
    this.playhead.end();
    this.trace.clear();
  }

  /**
   * @param {Recording["trace"]} trace
   * @param {string} told
   */
  replay(trace, told) {
    if (!this.looks.some((look) => trace.lanes.has(look.name))) {
      const names = this.looks.map((look) => look.name);
      throw new RangeError(
        `it holds none of the lanes ${names.join(", ")}; choose a trace that was exported from this stage`,
      );
    }
    const firsts = [...trace.lanes.values()].map((lane) => lane.requests[0]?.asked_at ?? trace.latest);
    const from = Math.min(trace.published[0]?.sent_at ?? trace.latest, ...firsts);
    this.recording = { trace, from, to: trace.latest, began: this.clock(), told };
    this.#due = null;
    this.selected = null;
    this.only = null;
    this.playhead.end();
  }

  /** Puts the recording away; the live trace is on show again. */
  stopReplay() {
    this.recording = null;
    this.selected = null;
    this.playhead.end();
  }

  #goOn() {
    this.selected = null;
    this.playhead.resume(this.live);
  }

  /** @param {() => void} change that takes the reader away from the present */
  #stop(change) {
    this.#due = null;
    if (this.playhead.live) this.#seen = this.trace.published.at(-1)?.id ?? 0;
    change();
  }

  /** @param {number} t */
  #bringIntoView(t) {
    const { edge, playhead } = this;
    if (t > edge - 0.1 * playhead.span_ms || t < edge - 0.9 * playhead.span_ms) {
      playhead.seek(t + 0.5 * playhead.span_ms, this.live);
    }
  }
}
