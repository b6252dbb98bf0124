/**
 * `<reconnect-storm>`: when a thousand clients come back, with three back-offs. A model that runs the functions of
 * back-off.js; nothing is sent. Says "modified" with the name "outage" once the shortest and the longest have been looked at.
 */

import { button, draw, make } from "../../../js/dom/make.js";
import { onResize } from "../../../js/dom/on-resize.js";
import { count, duration } from "../../../js/lib/format.js";
import { doubling, everySecond, fullJitter, histogram, storm } from "./back-off.js";

const CLIENTS = 1_000;
const SPREAD_MS = 50;
const AXIS = { bin_ms: 100, to_ms: 60_000 };
const OUTAGE = { least: 1, most: 30, given: 10 };
const HEIGHT = 84;
const BASE = 68;

const STRATEGIES = [
  { title: "again every second", backOff: everySecond },
  { title: "doubling, from 0.5 s up to 30 s", backOff: doubling },
  { title: "doubling, with full jitter", backOff: fullJitter },
];

class ReconnectStorm extends HTMLElement {
  #leaving = new AbortController();
  #outage = make("input", { type: "range", min: OUTAGE.least, max: OUTAGE.most, step: 1, value: OUTAGE.given });
  /** Outages that were chosen, in seconds. */
  #chosen = new Set();
  #says = make("output", {});
  #plots = STRATEGIES.map(() => make("div", { class: "storm-plot", role: "img" }));
  #figures = STRATEGIES.map(() => make("p", { class: "storm-figures" }));

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#outage.addEventListener("input", () => this.#show(), { signal });
    this.#outage.addEventListener("change", () => this.#changed(), { signal });
    onResize(this, () => this.#show(), signal);
    const label = make("label", {}, "The server is away for ", this.#says, this.#outage);
    const model = `A model: ${count(CLIENTS)} clients, all of which notice within ${SPREAD_MS} ms; an attempt takes no time. Attempts for each ${AXIS.bin_ms} ms.`;
    const rows = STRATEGIES.map(({ title }, place) => {
      const parts = [this.#plots[place], this.#figures[place]].filter((part) => part !== undefined);
      return make("section", { class: "storm" }, make("h3", {}, title), ...parts);
    });
    const bar = make(
      "div",
      { class: "demo-bar" },
      label,
      button("Draw again", () => this.#show()),
    );
    this.replaceChildren(bar, make("p", { class: "quiet" }, model), ...rows);
    this.#show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #changed() {
    this.#chosen.add(Number(this.#outage.value));
    if (![OUTAGE.least, OUTAGE.most].every((seconds) => this.#chosen.has(seconds))) return;
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "outage" } }));
  }

  #show() {
    const width = this.clientWidth;
    const outage_ms = Number(this.#outage.value) * 1_000;
    this.#says.textContent = `${this.#outage.value} s`;
    if (width === 0) return;
    for (const [place, { title, backOff }] of STRATEGIES.entries()) {
      const { attempts, back } = storm(backOff, { clients: CLIENTS, outage_ms, spread_ms: SPREAD_MS });
      const bins = histogram(attempts, AXIS);
      const words = figures(bins, attempts.length, back, outage_ms);
      const [plot, said] = [this.#plots[place], this.#figures[place]];
      if (plot) {
        plot.ariaLabel = `${title}: ${words}`;
        plot.replaceChildren(picture(bins, outage_ms, width));
      }
      if (said) said.textContent = words;
    }
  }
}

/**
 * @param {number[]} bins
 * @param {number} attempts
 * @param {number[]} back
 * @param {number} outage_ms
 */
function figures(bins, attempts, back, outage_ms) {
  const half = (back[Math.floor(back.length / 2)] ?? 0) - outage_ms;
  const last = (back.at(-1) ?? 0) - outage_ms;
  const after = Math.max(...bins.slice(outage_ms / AXIS.bin_ms));
  return `At most ${count(Math.max(...bins))} attempts in ${AXIS.bin_ms} ms, and at most ${count(after)} once the server is back; ${count(attempts)} in all. Half of the clients were back ${duration(half)} after the server, the last ${duration(last)} after it.`;
}

/**
 * @param {number[]} bins
 * @param {number} outage_ms
 * @param {number} width px
 */
function picture(bins, outage_ms, width) {
  const x = (/** @type {number} */ ms) => (ms / AXIS.to_ms) * width;
  const bar = x(AXIS.bin_ms);
  const bars = bins.map((n, place) =>
    n === 0 ? "" : `M${(place * bar).toFixed(2)} ${BASE}v${-tall(n)}h${Math.max(bar, 1).toFixed(2)}v${tall(n)}z`,
  );
  const ticks = [0, 10, 20, 30, 40, 50];
  return draw(
    "svg",
    { class: "drawing", width, height: HEIGHT, "aria-hidden": "true" },
    draw("rect", { class: "storm-away", x: 0, y: 4, width: x(outage_ms), height: BASE - 4 }),
    draw("path", { class: "storm-bars", d: bars.join("") }),
    draw("path", { class: "storm-axis", d: `M0 ${BASE}H${width}` }),
    ...ticks.map((s) =>
      draw("text", { x: x(s * 1_000), y: HEIGHT - 2, "text-anchor": s === 0 ? "start" : "middle" }, `${s} s`),
    ),
  );
}

/** Height of a bar, px: linear, the same for all three. @param {number} n */
function tall(n) {
  return Math.max((n / CLIENTS) * (BASE - 6), 0.75);
}

customElements.define("reconnect-storm", ReconnectStorm);
