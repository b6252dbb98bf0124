/**
 * `<long-poll-burst>`: five events within a second, then within a minute, on the stage of the page, and how many requests
 * each lane made for them.
 *
 * Attributes: `gate`, the prediction about the requests, which it answers, and what else it waits for. `long`: seconds of
 * the long run, 60 unless told.
 */

import { gatesOf, untilAnswered, watchGate } from "../../../js/dom/lesson.js";
import { button, make, setUsable } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { DASH, listed, ms } from "../../../js/lib/format.js";
import { burst, EVENTS, LANES } from "./burst.js";

/** @typedef {import("./burst.js").Burst} Burst */
/** @typedef {import("../../../js/elements/live-stage.js").LiveStage} LiveStage */
/** @typedef {import("../../../js/elements/stage-gate.js").StageGate} StageGate */

const TITLES = ["polling", "long polling"];

class LongPollBurst extends HTMLElement {
  #run = new Run(this, (why) => this.#ended(why), { withStage: true });
  /** @type {(Burst | null)[]} */
  #bursts = [null, null];
  #status = make("p", { role: "status", class: "demo-says" });
  #result = make("div", {});

  connectedCallback() {
    const leaving = this.#run.enter();
    const buttons = this.#runs.map(({ title }, run) => button(title, () => this.#publish(run)));
    this.replaceChildren(make("div", { class: "demo-actions" }, ...buttons, this.#status), this.#result);
    this.#show();
    watchGate(this, this.getAttribute("gate"), (left) => this.#lock(left), leaving);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  get #runs() {
    const long_s = Number(this.getAttribute("long") ?? 60);
    return [
      { title: "Five events in one second", span_ms: 1_000 },
      {
        title: long_s === 60 ? "Five events in one minute" : `Five events in ${long_s} seconds`,
        span_ms: long_s * 1_000,
      },
    ];
  }

  /** @param {string[]} left predictions that are still to be answered */
  #lock(left) {
    this.#able(left.length === 0);
    if (left.length > 0) this.#status.replaceChildren("Locked", ...untilAnswered(left));
    else this.#status.textContent = "For this, the stage stops publishing by itself.";
  }

  /** @param {boolean} able */
  #able(able) {
    for (const one of this.querySelectorAll("button")) setUsable(one, able);
  }

  /** @param {number} run */
  async #publish(run) {
    const { span_ms } = /** @type {{ span_ms: number }} */ (this.#runs[run]);
    const signal = this.#run.begin();
    this.#able(false);
    this.#status.textContent = "Waiting for both lanes to be ready.";
    try {
      const stage = await /** @type {StageGate} */ (document.querySelector("stage-gate")).run();
      const onEvent = (/** @type {number} */ sent) => {
        const left = Math.round((span_ms * (1 - sent / EVENTS)) / 1_000);
        this.#status.textContent = `${sent} of ${EVENTS} events${left > 1 ? `, about ${left} seconds to go` : ""}.`;
      };
      this.#bursts[run] = await burst(stage, span_ms, { signal, onEvent });
      this.#done();
    } catch (error) {
      if (!signal.aborted) this.#run.end(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} why */
  #ended(why) {
    this.#status.textContent = why;
    this.#able(true);
  }

  #done() {
    this.#show();
    const both = this.#bursts.every(Boolean);
    this.#run.end(both ? "Both runs are in." : "Now the other one. Read on while it counts.");
    if (!both) return;
    const [prediction] = gatesOf(this.getAttribute("gate"));
    const detail = { prediction, value: null, samples: [], n: 2 * EVENTS };
    this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail }));
  }

  #show() {
    const head = make("tr", {}, make("th", { scope: "col" }, "five events"));
    for (const title of TITLES) head.append(make("th", { scope: "col" }, title));
    const table = make(
      "table",
      { class: "bursts" },
      make("caption", { class: "visually-hidden" }, "Requests for five events, by lane"),
      make("thead", {}, head),
    );
    const body = table.createTBody();
    for (const [run, { title }] of this.#runs.entries()) body.append(row(title, this.#bursts[run] ?? null));
    const last = this.#bursts.findLast(Boolean);
    this.#result.replaceChildren(table, ...(last ? [saysGaps(last.gaps)] : []));
  }
}

/**
 * @param {string} title
 * @param {Burst | null} made
 */
function row(title, made) {
  const name = title.replace("Five events ", "");
  const cells = LANES.map((lane) => {
    const one = made?.lanes.get(lane);
    if (!one) return make("td", {}, DASH);
    const worst = one.waits.length > 0 ? ms(Math.max(...one.waits)) : DASH;
    return make("td", {}, make("b", {}, requests(one.requests)), make("small", {}, `longest wait ${worst}`));
  });
  return make("tr", {}, make("th", { scope: "row" }, name), ...cells);
}

/** @param {number} made */
function requests(made) {
  return made === 1 ? "1 request" : `${made} requests`;
}

/** The gaps that the events left, in a sentence. @param {number[]} gaps ms */
function saysGaps(gaps) {
  const words = gaps.map((gap) => (gap < 9.95 ? gap.toFixed(1) : gap.toFixed(0)));
  const said = gaps.length === 0 ? "no time that could be measured" : `${listed(words)}\u202fms`;
  return make("p", { class: "bursts-gaps" }, `Without a question at the server, after each answer: ${said}.`);
}

customElements.define("long-poll-burst", LongPollBurst);
