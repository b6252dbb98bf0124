/**
 * `<reconnect-storm>`: three crowds of twenty clients lose their server in the same moment, by a real cut, and come back by
 * the three functions of back-off.js. What is drawn is when each client made its attempts, by the browser's clock; how
 * close together they arrived is told by the server's.
 *
 * Says "measured" for the prediction `gate` names: the most of those that double their wait without chance that the server
 * received within a quarter of a second. Says "modified" with the name "outage" when both outages have been tried.
 * Attribute `seconds`: how long a run lasts at most, 20 unless told; clients that are not back by then are counted as such.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { onFrame } from "../../../js/dom/frames.js";
import { draw, make } from "../../../js/dom/make.js";
import { onResize } from "../../../js/dom/on-resize.js";
import { count, counted, duration } from "../../../js/lib/format.js";
import { keep } from "../../../js/lib/kept.js";
import { openRoom } from "../../../js/lib/own-room.js";
import { densest, doubling, everySecond, fullJitter, histogram } from "./back-off.js";
import { Crowd, doorFor } from "./crowd.js";

/** @typedef {import("../../../js/lib/own-room.js").Room} Room */

const CLIENTS = 20;
/** Connections for all of them: the browser has six to this site, and the page needs some. */
const DOOR = 4;
/** They end shortly before a wave of those without chance, so that the one before, even if it is late, finds nobody. */
const OUTAGES_S = [1.4, 4.6];
/** The line is well for so long, so that there is something to lose. */
const WELL_S = 1;
const WINDOW_MS = 250;
/** What is shown as 0.0 s. */
const AT_ONCE_MS = 50;
const MOST_S = 20;
const SHOWN_EVERY_MS = 100;
/** The server tells of what it received so much later, at most. */
const TOLD_MS = 500;
const HEIGHT = 92;
const TOP = 16;
const BASE = 74;

const STRATEGIES = [
  { title: "again every second", backOff: everySecond },
  { title: "doubling, from 0.5 s up to 30 s", backOff: doubling },
  { title: "doubling, with full jitter", backOff: fullJitter },
];

class ReconnectStorm extends HTMLElement {
  #run = new DemoRun(this, { start: (signal) => this.#open(signal), show: () => this.#show() });
  #outage_s = OUTAGES_S[1] ?? 0;
  /** Of the run that is shown, which may be another than is chosen. */
  #shown_outage_ms = this.#outage_s * 1_000;
  #run_ms = MOST_S * 1_000;
  /** Outages that were tried, in seconds. */
  #tried = new Set();
  #crowds = STRATEGIES.map(({ backOff }) => new Crowd(backOff));
  /** When the line broke, ms of performance.now(). @type {number | null} */
  #lost_at = null;
  #over = false;
  #shown_at = 0;
  #plots = STRATEGIES.map(() => make("div", { class: "storm-plot", role: "img" }));
  #figures = STRATEGIES.map(() => make("p", { class: "storm-figures" }));
  #verdict = make("p", { class: "demo-says", role: "status" });

  connectedCallback() {
    const leaving = this.#run.enter();
    onResize(this, () => this.#show(), leaving);
    if (!this.#verdict.isConnected) {
      const rows = STRATEGIES.map(({ title }, place) => {
        const parts = [this.#plots[place], this.#figures[place]].filter((part) => part !== undefined);
        return make("section", { class: "storm" }, make("h3", {}, title), ...parts);
      });
      const units = `Each bar: the attempts of ${CLIENTS} clients within ${WINDOW_MS} ms, by your browser’s clock.`;
      const quiet = make("p", { class: "quiet" }, units);
      this.replaceChildren(this.#choice(), this.#run.bar, this.#verdict, quiet, ...rows);
    }
    this.#show();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  #choice() {
    const choice = make("div", { class: "segmented" });
    for (const seconds of OUTAGES_S) {
      const input = make("input", { type: "radio", name: "storm-outage", checked: seconds === this.#outage_s });
      input.addEventListener("change", () => {
        this.#run.end();
        this.#outage_s = seconds;
      });
      choice.append(make("label", {}, input, `${seconds} s`));
    }
    return make("fieldset", { class: "demo-bar" }, make("legend", {}, "The server is away for"), choice);
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    this.#run_ms = 1_000 * Number(this.getAttribute("seconds") ?? MOST_S);
    this.#shown_outage_ms = this.#outage_s * 1_000;
    this.#crowds = STRATEGIES.map(({ backOff }) => new Crowd(backOff));
    this.#lost_at = null;
    this.#over = false;
    this.#verdict.textContent = "";
    this.#show();
    const hear = (/** @type {string} */ word, /** @type {any} */ value) => {
      if (word === "error") this.#run.end(`${value.message} ${value.hint}`);
    };
    const room = await openRoom({ signal, hear });
    await Promise.all(this.#crowds.map((crowd) => crowd.enter(room, signal)));
    if (signal.aborted) return;
    this.#join(room, signal);
    const stop = onFrame((time) => this.#frame(time, signal));
    signal.addEventListener("abort", stop);
  }

  /** The line by which all of them find out. @param {Room} room @param {AbortSignal} signal */
  #join(room, signal) {
    const line = keep(signal, new WebSocket(room.at(`${room.topic("storm")}/ws`).replace(/^http/, "ws")));
    const steps = [{ at_s: WELL_S, cut: true }, { at_s: WELL_S + this.#outage_s }];
    line.onopen = () => {
      room.tell({ conditions: { steps } });
      this.#verdict.textContent = "The line is well.";
    };
    line.onclose = () => signal.aborted || this.#lose(signal);
    signal.addEventListener("abort", () => line.close(1000));
  }

  /** @param {AbortSignal} signal */
  #lose(signal) {
    this.#lost_at = performance.now();
    this.#verdict.textContent = "The line was cut, and the clients know it.";
    for (let n = 0; n < DOOR; n++) keep(signal, { kind: "exchange", is: "open" });
    const door = doorFor(DOOR);
    for (const crowd of this.#crowds) crowd.lose(CLIENTS, door, signal);
  }

  /** @param {number} time @param {AbortSignal} signal */
  #frame(time, signal) {
    if (time - this.#shown_at < SHOWN_EVERY_MS) return;
    this.#shown_at = time;
    this.#show();
    if (this.#lost_at === null || this.#over) return;
    const all = this.#crowds.every(({ back }) => back.length === CLIENTS);
    if (!all && time - this.#lost_at < this.#run_ms) return;
    this.#over = true;
    setTimeout(() => signal.aborted || this.#end(), TOLD_MS);
  }

  #end() {
    this.#run.end();
    const missing = this.#crowds.reduce((sum, { back }) => sum + CLIENTS - back.length, 0);
    this.#verdict.textContent =
      missing === 0
        ? `All ${CLIENTS * STRATEGIES.length} clients are back.`
        : `${count(missing)} of ${CLIENTS * STRATEGIES.length} clients were not back ${duration(this.#run_ms)} after the cut.`;
    const [, doubled] = this.#crowds;
    const prediction = this.getAttribute("gate");
    if (prediction && doubled && doubled.received.length > 0)
      this.#say("measured", { prediction, value: densest(doubled.received, WINDOW_MS) });
    this.#tried.add(this.#outage_s);
    if (OUTAGES_S.every((seconds) => this.#tried.has(seconds))) this.#say("modified", { name: "outage" });
  }

  /** @param {string} word @param {object} detail */
  #say(word, detail) {
    this.dispatchEvent(new CustomEvent(word, { bubbles: true, detail }));
  }

  #show() {
    const width = this.clientWidth;
    if (width === 0) return;
    for (const [place, { title }] of STRATEGIES.entries()) {
      const [crowd, plot, said] = [this.#crowds[place], this.#plots[place], this.#figures[place]];
      if (!crowd || !plot || !said) continue;
      const words = this.#run.on || this.#lost_at === null ? soFar(crowd) : figures(crowd, this.#shown_outage_ms);
      plot.ariaLabel = `${title}: ${words}`;
      plot.replaceChildren(picture(crowd.attempts, this.#shown_outage_ms, width));
      said.textContent = words;
    }
  }
}

/** @param {Crowd} crowd */
function soFar({ attempts, back }) {
  if (attempts.length === 0) return "No attempt yet.";
  return `${count(attempts.length)} attempts; ${back.length} of ${CLIENTS} clients are back.`;
}

/** @param {Crowd} crowd @param {number} outage_ms */
function figures({ attempts, back, received }, outage_ms) {
  const made = `${count(attempts.length)} attempts, at most ${densest(attempts, WINDOW_MS)} within ${WINDOW_MS} ms.`;
  const half = back[Math.ceil(CLIENTS / 2) - 1];
  if (half === undefined) return `${made} ${back.length} of ${CLIENTS} clients came back.`;
  const wave = `Once it was back, the server received at most ${densest(received, WINDOW_MS)} within ${WINDOW_MS} ms, by its own clock.`;
  const when = (/** @type {number} */ at) =>
    at - outage_ms < AT_ONCE_MS ? "as soon as it was" : `${duration(at - outage_ms)} after it`;
  const missing = CLIENTS - back.length;
  const end = missing === 0 ? `the last ${when(back.at(-1) ?? 0)}` : `${counted(missing, "client")} not in this run`;
  return `${made} ${wave} Half of the clients were back ${when(half)}, ${end}.`;
}

/** @param {number[]} attempts @param {number} outage_ms @param {number} width px */
function picture(attempts, outage_ms, width) {
  const x = (/** @type {number} */ ms) => (ms / (MOST_S * 1_000)) * width;
  const wide = x(WINDOW_MS);
  const bars = histogram(attempts, { bin_ms: WINDOW_MS, to_ms: MOST_S * 1_000 }).map((n, place) =>
    n === 0 ? "" : `M${(place * wide).toFixed(2)} ${BASE}v${-tall(n)}h${(wide - 0.5).toFixed(2)}v${tall(n)}z`,
  );
  const ticks = [0, 5, 10, 15];
  return draw(
    "svg",
    { class: "drawing", width, height: HEIGHT, "aria-hidden": "true" },
    draw("rect", { class: "storm-away", x: 0, y: TOP, width: x(outage_ms), height: BASE - TOP }),
    draw("text", { x: 0, y: TOP - 4 }, "server away"),
    draw("path", { class: "storm-most", d: `M0 ${TOP}H${width}` }),
    draw("text", { x: width, y: TOP - 4, "text-anchor": "end" }, `all ${CLIENTS}`),
    draw("path", { class: "storm-bars", d: bars.join("") }),
    draw("path", { class: "storm-axis", d: `M0 ${BASE}H${width}` }),
    ...ticks.map((s) =>
      draw("text", { x: x(s * 1_000), y: HEIGHT - 3, "text-anchor": s === 0 ? "start" : "middle" }, `${s} s`),
    ),
  );
}

/** Height of a bar, px: linear, the same for all three. @param {number} n */
function tall(n) {
  return Math.max((n / CLIENTS) * (BASE - TOP), 0.75);
}

customElements.define("reconnect-storm", ReconnectStorm);
