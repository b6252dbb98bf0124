/**
 * `<event-clumps>`: one event stream, through the simulated proxy of a room's conditions, which gathers so many bytes before
 * it passes them on. What was published is told by the control socket, which no proxy touches.
 *
 * `gate` names the prediction it waits for. Says "measured" for it with the longest wait, once two clumps have come at the
 * rate and through the buffer it asks about; and "modified" with the name "busy" once a clump has come through that buffer at
 * the fastest rate and at the slowest.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { onFrame } from "../../../js/dom/frames.js";
import { make } from "../../../js/dom/make.js";
import { Clock } from "../../../js/lib/clock.js";
import { count, counted, DASH, duration, ms } from "../../../js/lib/format.js";
import { keep } from "../../../js/lib/kept.js";
import { openRoom } from "../../../js/lib/own-room.js";
import { clumps, Passages, summary } from "./clumps.js";
import { passagePlot } from "./passage-plot.js";

/** @typedef {import("../../../js/lib/own-room.js").Room} Room */
/** @typedef {{ rate: number, buffer: number | "end" }} Settings `rate` in events a second, `buffer` in bytes */

const TOPIC = "clumps";
const WINDOW_MS = 12_000;
/** What the prediction is about. */
const GIVEN = { rate: 5, buffer: 2_000 };
const SLOWEST = 1;
const FASTEST = 20;
const RATES = { "1 event a second": SLOWEST, "5 a second": GIVEN.rate, "20 a second": FASTEST };
/** @type {Record<string, number | "end">} */
const BUFFERS = {
  "passes everything on": 0,
  "gathers 500 B": 500,
  "gathers 2,000 B": 2_000,
  "waits for the end": "end",
};
const SHOWN_EVERY_MS = 100;
const CLOCK_EXCHANGES = 6;
/** How many events must come at once to be called a clump, and how many clumps make a measurement. */
const CLUMP = { events: 4, enough: 2 };

class EventClumps extends HTMLElement {
  #run = new DemoRun(this, { start: (signal) => this.#open(signal), show: () => this.#show() });
  /** @type {Settings} */
  #settings = { ...GIVEN };
  /** @type {Room | null} */
  #room = null;
  #clock = new Clock();
  #passages = new Passages(WINDOW_MS);
  /** Since when the settings are as they are, browser time. */
  #since = 0;
  /** Rates at which a clump has come through the given buffer. */
  #clumped = new Set();
  #asked_at = 0;
  /** @type {number | null} when the browser said that the stream is open, ms after it was asked for */
  #opened_after = null;
  #shown_at = 0;
  /** @type {() => void} called when conditions are in force */
  #inForce = () => {};
  #picture = make("div", { class: "passage-picture", role: "img" });
  #figures = make("dl", { class: "readout" });

  connectedCallback() {
    this.#run.enter();
    if (!this.#figures.isConnected) {
      const choices = make(
        "div",
        { class: "demo-bar" },
        this.#choice("The proxy", BUFFERS, "buffer"),
        this.#choice("The server publishes", RATES, "rate"),
      );
      this.replaceChildren(this.#run.bar, choices, this.#picture, this.#figures);
    }
    this.#show();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /**
   * @param {string} title
   * @param {Record<string, number | "end">} options
   * @param {keyof Settings} name
   */
  #choice(title, options, name) {
    const choice = make("div", { class: "segmented" });
    for (const [word, value] of Object.entries(options)) {
      const input = make("input", { type: "radio", name: `clumps-${name}`, checked: this.#settings[name] === value });
      input.addEventListener("change", () => this.#set({ [name]: value }));
      choice.append(make("label", {}, input, word));
    }
    return make("fieldset", {}, make("legend", {}, title), choice);
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    this.#passages.clear();
    this.#clock = new Clock();
    this.#opened_after = null;
    const room = await openRoom({ signal, hear: (word, value) => this.#hear(word, value) });
    if (signal.aborted) return;
    this.#room = room;
    signal.addEventListener("abort", () => (this.#room = null));
    for (let n = 0; n < CLOCK_EXCHANGES; n++) room.tell({ clock: { t0: browserTime() } });
    const inForce = new Promise((resolve) => (this.#inForce = () => resolve(null)));
    this.#tellConditions(); // Before the stream is asked for: its head goes through the proxy, too.
    await inForce;
    if (signal.aborted) return;
    this.#listen(room, signal);
    this.#since = browserTime();
    const stop = onFrame((time) => this.#frame(time));
    signal.addEventListener("abort", stop);
  }

  /** @param {Room} room @param {AbortSignal} signal */
  #listen(room, signal) {
    this.#asked_at = browserTime();
    const source = keep(signal, new EventSource(room.at(`${room.topic(TOPIC)}/sse`)));
    source.onopen = () => {
      this.#opened_after ??= browserTime() - this.#asked_at;
    };
    source.addEventListener("auto", ({ data }) => {
      const at = browserTime();
      const { id, sent_at } = JSON.parse(data);
      this.#passages.arrived(id, this.#local(sent_at), at);
    });
    source.onerror = () => this.#run.end("The stream broke. Run it again.");
    signal.addEventListener("abort", () => source.close());
    this.#tellRate();
  }

  /** @param {string} word @param {any} value */
  #hear(word, value) {
    if (word === "clock") this.#clock.add({ ...value, t3: browserTime() });
    else if (word === "published") for (const { id, sent_at } of value) this.#passages.sent(id, this.#local(sent_at));
    else if (word === "conditions") this.#inForce();
    else if (word === "error") this.#run.end(`${value.message} ${value.hint}`);
  }

  /** Server time as browser time. @param {number} at */
  #local(at) {
    return at - (this.#clock.estimate(browserTime())?.offset_ms ?? 0);
  }

  /** @param {Partial<Settings>} change */
  #set(change) {
    Object.assign(this.#settings, change);
    this.#since = browserTime();
    if ("buffer" in change) this.#tellConditions();
    else this.#tellRate();
    this.#show();
  }

  #tellConditions() {
    const { buffer } = this.#settings;
    this.#room?.tell({ conditions: buffer === 0 ? null : { buffer } });
  }

  #tellRate() {
    this.#room?.tell({ auto: { topic: TOPIC, rate: this.#settings.rate, pattern: "steady" } });
  }

  /** @param {number} time */
  #frame(time) {
    if (time - this.#shown_at < SHOWN_EVERY_MS) return;
    this.#shown_at = time;
    this.#show();
    this.#tell();
  }

  /** What has been measured since the settings are as they are. */
  #tell() {
    const lately = this.#passages.list(browserTime()).filter(({ sent_at }) => sent_at >= this.#since);
    const arrivals = lately.flatMap(({ arrived_at }) => arrived_at ?? []);
    const large = clumps(arrivals).filter((size) => size >= CLUMP.events);
    const { longest_ms, arrived } = summary(lately);
    const { rate, buffer } = this.#settings;
    if (buffer !== GIVEN.buffer) return;
    if (large.length > 0) this.#clumped.add(rate);
    if ([SLOWEST, FASTEST].every((one) => this.#clumped.has(one)))
      this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "busy" } }));
    if (rate !== GIVEN.rate || large.length < CLUMP.enough || longest_ms === null) return;
    const detail = { prediction: this.getAttribute("gate"), value: Math.round(longest_ms), samples: [], n: arrived };
    this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail }));
  }

  #show() {
    const now = browserTime();
    const passages = this.#passages.list(now);
    const found = summary(passages);
    const width = this.#picture.clientWidth || 600;
    const view = { from: now - WINDOW_MS, to: now, width, proxy: this.#settings.buffer !== 0 };
    this.#picture.ariaLabel = `The last ${WINDOW_MS / 1_000} seconds: ${counted(found.sent, "event")} published, ${found.arrived} arrived.`;
    this.#picture.replaceChildren(passagePlot(this.#run.on ? passages : [], view));
    const waiting_ms = now - this.#asked_at;
    const open = this.#opened_after === null ? `not yet, ${duration(waiting_ms)}` : `after ${ms(this.#opened_after)}`;
    const any = found.arrived > 0;
    this.#figures.replaceChildren(
      figure("stream open", this.#asked_at === 0 ? DASH : this.#run.on || this.#opened_after !== null ? open : "never"),
      figure("held by the proxy", this.#run.on ? counted(found.held, "event") : DASH),
      figure("came at once, at most", any ? counted(found.clump, "event") : DASH),
      figure("median wait", any ? ms(found.median_ms ?? 0) : DASH),
      figure("longest wait", any ? ms(found.longest_ms ?? 0) : DASH),
      figure("events, last 12 s", any ? count(found.sent) : DASH),
    );
  }
}

/** ms since the epoch, with the digits of the fine clock. */
function browserTime() {
  return performance.timeOrigin + performance.now();
}

/** @param {string} title @param {string} value */
function figure(title, value) {
  return make("div", {}, make("dt", {}, title), make("dd", {}, value));
}

customElements.define("event-clumps", EventClumps);
