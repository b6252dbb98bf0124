/**
 * `<polling-waits>`: the even spread of waits that the rule predicts, as an outline, and the measured ones filling it,
 * one brick an event. Watches the stage of the page; opens no connection of its own.
 *
 * Attribute `gate`: the prediction about the share of empty answers. The share is shown, and told, once it is in.
 */

import { isPredicted } from "../../../js/dom/lesson.js";
import { draw, make } from "../../../js/dom/make.js";
import { onResize } from "../../../js/dom/on-resize.js";
import { count, counted, ms } from "../../../js/lib/format.js";
import { Waits } from "./waits.js";

/** @typedef {import("../../../js/elements/stage-gate.js").StageChange} StageChange */

const HEIGHT = 176;
const AXIS = 144;
const BINS = 10;
/** Part of the axis beyond the interval: the way home makes the longest waits a little longer. */
const BEYOND = 1.1;
const BRICK = 20;
const HEAP = 110;
/** Events before the share of empty answers is told. */
const ENOUGH = 20;

class PollingWaits extends HTMLElement {
  #leaving = new AbortController();
  #waits = new Waits();
  /** @type {StageChange | null} */
  #change = null;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.replaceChildren(make("div", { class: "waits-picture", role: "img" }), make("dl", { class: "readout" }));
    document.addEventListener("stage-change", (event) => this.#look(/** @type {CustomEvent} */ (event).detail), {
      signal,
    });
    onResize(this, () => this.#show(), signal);
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {StageChange} change */
  #look(change) {
    const { stage, settings } = change;
    if (!stage.scene.trace.lanes.has("polling")) return;
    this.#change = change;
    this.#waits.look(stage.scene.trace, settings);
    this.#show();
    this.#tell();
  }

  get #answers() {
    return this.#change ? this.#waits.answers(this.#change.stage.scene.trace) : { asked: 0, empty: 0, share: 0 };
  }

  get #gate() {
    return this.getAttribute("gate") ?? "";
  }

  /** The measurement against the prediction, as long as the stage runs with the settings the prediction speaks of. */
  #tell() {
    const n = this.#waits.latencies.length;
    if (n < ENOUGH || !isPredicted(this, this.#gate) || !this.#asGiven) return;
    const detail = { prediction: this.#gate, value: Math.round(100 * this.#answers.share), samples: [], n };
    this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail }));
  }

  get #asGiven() {
    const { stage, settings } = /** @type {StageChange} */ (this.#change);
    return /** @type {const} */ (["interval", "rate", "pattern"]).every(
      (name) => String(settings[name]) === stage.getAttribute(name),
    );
  }

  #show() {
    const [picture, readout] = this.children;
    if (!picture || !readout || this.clientWidth === 0) return;
    const { latencies } = this.#waits;
    const interval = this.#waits.interval || 2_000;
    picture.ariaLabel =
      latencies.length === 0
        ? `The rule: waits spread evenly from nothing to ${ms(interval)}. Nothing has been measured yet.`
        : `${counted(latencies.length, "event")} measured, with a mean wait of ${ms(this.#waits.mean_ms)}, against an even spread from nothing to ${ms(interval)}.`;
    picture.replaceChildren(this.#picture(interval, this.clientWidth));
    readout.replaceChildren(...this.#figures(interval));
  }

  /**
   * @param {number} interval ms
   * @param {number} width px
   */
  #picture(interval, width) {
    const { latencies } = this.#waits;
    const x = (/** @type {number} */ wait) => (wait / (interval * BEYOND)) * width;
    const bin = x(interval) / BINS;
    const heights = new Map();
    const tallest = Math.max(latencies.length / BINS, ...this.#heap().values());
    const side = Math.min(BRICK, HEAP / Math.max(tallest, 1));
    const bricks = latencies.map((wait) => {
      const column = Math.floor(x(wait) / bin);
      const row = heights.get(column) ?? 0;
      heights.set(column, row + 1);
      return `M${column * bin + 1} ${AXIS - 1 - row * side}h${bin - 2}v${1 - side}h${2 - bin}z`;
    });
    const rule = Math.max((latencies.length / BINS) * side, 2);
    const end = Math.max(x(interval) - 1.5, 0); // while a page is laid out for paper it may be next to nothing
    return draw(
      "svg",
      { class: "drawing poll", width, height: HEIGHT, "aria-hidden": "true" },
      draw("path", { class: "waits-heap", d: bricks.join("") }),
      draw("rect", { class: "waits-rule", x: 0.75, y: AXIS - rule - 0.75, width: end, height: rule }),
      this.#axis(interval, x),
      latencies.length === 0 ? draw("text", { x: 0, y: 100 }, "Run the stage: each event becomes a brick here.") : "",
    );
  }

  /** How many events each bin holds. */
  #heap() {
    /** @type {Map<number, number>} */
    const heap = new Map();
    for (const wait of this.#waits.latencies) {
      const bin = Math.floor((wait / this.#waits.interval) * BINS);
      heap.set(bin, (heap.get(bin) ?? 0) + 1);
    }
    return heap;
  }

  /**
   * @param {number} interval ms
   * @param {(wait: number) => number} x
   */
  #axis(interval, x) {
    const axis = draw("g", { class: "waits-axis" }, draw("path", { d: `M0 ${AXIS}H${x(interval * BEYOND)}` }));
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const at = x(share * interval);
      axis.append(draw("path", { d: `M${at} ${AXIS}v6` }));
      const words = share === 1 ? ms(interval) : count(share * interval);
      axis.append(draw("text", { x: at, y: AXIS + 22, "text-anchor": share === 0 ? "start" : "middle" }, words));
    }
    return axis;
  }

  /** @param {number} interval ms */
  #figures(interval) {
    const { latencies, mean_ms } = this.#waits;
    const { asked, empty, share } = this.#answers;
    const any = latencies.length > 0;
    const told = isPredicted(this, this.#gate);
    return [
      figure("events", any ? count(latencies.length) : "–"),
      figure("mean wait", any ? ms(mean_ms) : "–"),
      figure("the rule says", ms(interval / 2)),
      figure("longest", any ? ms(Math.max(...latencies)) : "–"),
      figure(
        "empty answers",
        !told ? "after your prediction" : any ? `${empty} of ${asked}, ${Math.round(100 * share)}\u202f%` : "–",
      ),
    ];
  }
}

/**
 * @param {string} title
 * @param {string} value
 */
function figure(title, value) {
  return make("div", {}, make("dt", {}, title), make("dd", {}, value));
}

customElements.define("polling-waits", PollingWaits);
