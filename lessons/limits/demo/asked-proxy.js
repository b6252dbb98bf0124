/**
 * `<asked-proxy>`: the same thirty events twice at once through the lesson's own proxy (server.py), once with the header
 * that asks it to pass them on, once without. Two streams that started together need no clock but the browser's.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { lessonOf } from "../../../js/dom/lesson.js";
import { make } from "../../../js/dom/make.js";
import { counted, duration, ms } from "../../../js/lib/format.js";
import { keep } from "../../../js/lib/kept.js";
import { clumps } from "./clumps.js";

const EVENTS = 30;
const RAIL_MS = 7_000;
const WAYS = [
  { title: "X-Accel-Buffering: no", query: "?asks" },
  { title: "without the header", query: "" },
];

class AskedProxy extends HTMLElement {
  #run = new DemoRun(this, { start: async (signal) => this.#start(signal), show: () => {} });
  #rails = WAYS.map(() => make("div", { class: "arrival-rail" }));
  #figures = WAYS.map(() => make("p", { class: "quiet" }, "Nothing has arrived yet."));
  #verdict = make("p", { class: "demo-says", role: "status" });
  /** @type {number[][]} ms after the start */
  #arrivals = WAYS.map(() => []);

  connectedCallback() {
    this.#run.enter();
    if (this.#verdict.isConnected) return;
    const rows = WAYS.map(({ title }, way) =>
      make("section", { class: "asked sse" }, make("h3", {}, make("code", {}, title)), ...this.#row(way)),
    );
    this.replaceChildren(this.#run.bar, ...rows, this.#verdict);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /** @param {number} way @returns {HTMLElement[]} */
  #row(way) {
    const [rail, figures] = [this.#rails[way], this.#figures[way]];
    return rail && figures ? [rail, figures] : [];
  }

  /** @param {AbortSignal} signal */
  #start(signal) {
    const began = performance.now();
    this.#arrivals = WAYS.map(() => []);
    this.#verdict.textContent = "";
    for (const [way, { query }] of WAYS.entries()) {
      this.#rails[way]?.replaceChildren();
      const source = keep(signal, new EventSource(`/lessons/${lessonOf(this)}/through-a-proxy${query}`));
      source.onmessage = () => this.#arrived(way, performance.now() - began);
      source.onerror = () => source.close(); // The answer has ended: it would ask for all of it again.
      signal.addEventListener("abort", () => source.close());
    }
  }

  /** @param {number} way @param {number} at */
  #arrived(way, at) {
    const arrivals = this.#arrivals[way] ?? [];
    arrivals.push(at);
    const mark = make("i", {});
    mark.style.insetInlineStart = `${((100 * at) / RAIL_MS).toFixed(2)}%`;
    this.#rails[way]?.append(mark);
    const figures = this.#figures[way];
    if (figures) {
      const times = clumps(arrivals).length;
      const last = duration(arrivals.at(-1) ?? 0);
      figures.textContent = `First after ${ms(arrivals[0] ?? 0)}; ${counted(arrivals.length, "event")} in ${counted(times, "piece")}, the last after ${last}.`;
    }
    if (this.#arrivals.every(({ length }) => length === EVENTS)) this.#end();
  }

  #end() {
    const [asked = [], gathered = []] = this.#arrivals;
    const behind = Math.max(...gathered.map((at, place) => at - (asked[place] ?? at)));
    this.#run.end();
    this.#verdict.textContent = `The same events, the same proxy. Without the header one of them came ${ms(behind)} later.`;
  }
}

customElements.define("asked-proxy", AskedProxy);
