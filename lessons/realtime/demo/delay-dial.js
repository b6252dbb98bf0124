/**
 * `<delay-dial>`: one event reaches a chat, a score, a chart and a report at once. The dial holds it on this page for a time
 * before it is really sent; the rest of the way is real. The reader judges each product at each delay.
 *
 * Says "modified" with the name "limits" once an event was late by 10 s or more and some product was judged of no use.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { onFrame } from "../../../js/dom/frames.js";
import { button, make, verdict } from "../../../js/dom/make.js";
import { duration } from "../../../js/lib/format.js";
import { DELAYS_MS, effects, LATE_MS, label, PRODUCTS, says } from "./delays.js";
import { afterPaint, Line } from "./line.js";
import { Panel } from "./product-panel.js";

class DelayDial extends HTMLElement {
  #run = new DemoRun(this, { start: (signal) => this.#open(signal), show: () => this.#show() });
  /** @type {Line | null} */
  #line = null;
  /** @type {AbortSignal | null} */
  #signal = null;
  #delay_ms = DELAYS_MS[0] ?? 0;
  /** The latest event: when it happened (performance.now()), at which delay, when the screen and the answer had it. */
  #event = {
    number: 0,
    at: 0,
    delay_ms: 0,
    late_ms: /** @type {number | null} */ (null),
    answer_ms: /** @type {number | null} */ (null),
  };
  #latest_ms = 0;
  /** @type {Map<string, boolean>} "Chat 1000" → still useful */
  #verdicts = new Map();
  #dial = make("input", {
    type: "range",
    min: 0,
    max: DELAYS_MS.length - 1,
    value: 0,
    "aria-label": "Hold each event for",
  });
  #value = make("b", {});
  #happen = button("Something happens", () => this.#happens(), "button primary");
  #held = make("p", { class: "held", role: "status" });
  #panels = PRODUCTS.map((product) => this.#panel(product));
  #table = make("table", { class: "verdicts" });

  connectedCallback() {
    this.#run.enter();
    if (this.#table.isConnected) return;
    this.#dial.addEventListener("input", () => this.#turn());
    const label = make("label", { class: "slider" }, make("span", {}, "Hold each event for"), this.#value, this.#dial);
    const controls = make("div", { class: "dial-controls" }, label, this.#happen, this.#held);
    const panels = make("div", { class: "panels" }, ...this.#panels.map(({ element }) => element));
    this.replaceChildren(this.#run.bar, controls, panels, make("div", { class: "scroll" }, this.#table));
    this.#turn();
    this.#show();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    const line = await Line.open(signal);
    if (signal.aborted) return;
    line.addEventListener("heard", (event) => this.#heard(/** @type {CustomEvent} */ (event).detail));
    line.addEventListener("lost", () => this.#run.end("The line to the server broke. Run it again."));
    this.#line = line;
    this.#signal = signal;
    const stop = onFrame(() => this.#countDown());
    signal.addEventListener("abort", stop);
    this.#show();
  }

  #show() {
    if (!this.#run.on) this.#line = null;
    this.#happen.disabled = this.#line === null;
    if (!this.#line) this.#held.textContent = "";
  }

  #turn() {
    this.#delay_ms = DELAYS_MS[Number(this.#dial.value)] ?? 0;
    this.#value.textContent = label(this.#delay_ms);
    this.#dial.setAttribute("aria-valuetext", label(this.#delay_ms));
    this.#dial.parentElement?.style.setProperty(
      "--fill",
      `${(Number(this.#dial.value) / (DELAYS_MS.length - 1)) * 100}%`,
    );
    for (const panel of this.#panels) panel.ask(this.#delay_ms);
    this.#showVerdicts();
  }

  #happens() {
    const number = this.#event.number + 1;
    this.#event = { number, at: performance.now(), delay_ms: this.#delay_ms, late_ms: null, answer_ms: null };
    for (const panel of this.#panels) panel.happens(number);
    this.#hold(() => this.#line?.say("A", { number }, performance.now()));
  }

  /** Waits as long as the dial says, unless the demo ends. @param {() => void} then */
  #hold(then) {
    const timer = setTimeout(then, this.#event.delay_ms);
    this.#signal?.addEventListener("abort", () => clearTimeout(timer));
  }

  /** @param {import("./line.js").Heard} heard */
  #heard({ phone, event: { data } }) {
    if (data.number !== this.#event.number) return;
    const answer = "answer" in data;
    if (phone !== (answer ? "A" : "B")) return; // One's own message comes back, too.
    for (const panel of this.#panels) panel.arrives(data.number, answer);
    afterPaint(() => this.#arrived(answer));
    if (!answer) this.#hold(() => this.#line?.say("B", { number: data.number, answer: true }, performance.now()));
  }

  /** @param {boolean} answer */
  #arrived(answer) {
    const event = this.#event;
    const since = performance.now() - event.at;
    if (answer) event.answer_ms = since;
    else event.late_ms = since;
    this.#latest_ms = Math.max(this.#latest_ms, event.delay_ms);
    const told = effects(event.late_ms ?? 0, event.answer_ms);
    for (const [place, panel] of this.#panels.entries()) panel.tell(told[place] ?? "");
    this.#look();
  }

  /** While an event is held, says for how long. */
  #countDown() {
    const { number, at, delay_ms, late_ms } = this.#event;
    const left = at + delay_ms - performance.now();
    const words =
      number === 0
        ? "Nothing has happened yet."
        : late_ms !== null
          ? `It was there after ${says(late_ms)}, ${label(delay_ms)} of it held on this page.`
          : left > 0
            ? `Held on this page, sent in ${duration(Math.ceil(left / 100) * 100)}.`
            : "Sent.";
    if (this.#held.textContent !== words) this.#held.textContent = words;
  }

  /** @param {{ name: string, is: string }} product */
  #panel(product) {
    return new Panel(product, (useful) => {
      this.#verdicts.set(`${product.name} ${this.#delay_ms}`, useful);
      this.#showVerdicts();
      this.#look();
    });
  }

  #look() {
    const gave_way = [...this.#verdicts.values()].includes(false);
    if (!gave_way || this.#latest_ms < LATE_MS) return;
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "limits" } }));
  }

  /** What the reader has judged so far: one row a product, one column a delay. */
  #showVerdicts() {
    for (const { product, judged } of this.#panels) judged(this.#verdicts.get(`${product.name} ${this.#delay_ms}`));
    this.#table.hidden = this.#verdicts.size === 0;
    const heads = DELAYS_MS.map((delay_ms) =>
      make("th", { scope: "col", ...(delay_ms === this.#delay_ms && { class: "here" }) }, label(delay_ms)),
    );
    const rows = PRODUCTS.map(({ name }) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, name),
        ...DELAYS_MS.map((delay_ms) => cell(this.#verdicts.get(`${name} ${delay_ms}`))),
      ),
    );
    this.#table.replaceChildren(
      make("caption", {}, "Your verdicts"),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "held for"), ...heads)),
      make("tbody", {}, ...rows),
    );
  }
}

/** @param {boolean | undefined} useful */
function cell(useful) {
  return make("td", {}, useful === undefined ? "" : verdict(useful, useful ? "useful" : "too late"));
}

customElements.define("delay-dial", DelayDial);
