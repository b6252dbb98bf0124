/**
 * `<stage-gate>`: a live stage within a lesson. Run is locked until the predictions of `data-gate` are in.
 *
 * The stage is fetched when it comes near the window. While it runs, "stage-change" on the document tells of its
 * settings (detail: StageChange), and "measured" what it measured against each prediction of the page.
 *
 * @typedef {{ stage: import("./live-stage.js").LiveStage, settings: import("../lib/settings.js").Settings }} StageChange
 */

import { mostInView } from "../dom/in-view.js";
import { gatesOf, untilAnswered, watchGate } from "../dom/lesson.js";
import { button, make } from "../dom/make.js";
import { wanted } from "../dom/wanted.js";
import { whenIdle } from "../dom/when-idle.js";
import { isWithin } from "../dom/within.js";
import { AsGiven } from "../lib/as-given.js";
import { counted } from "../lib/format.js";

/** What the stage did is told this often at most. */
const TELL_MS = 250;

/** Statistics that are drawn over the latencies they are made of. */
const OF_LATENCIES = new Set(["last_ms", "p50_ms", "p95_ms", "mean_ms"]);

export class StageGate extends HTMLElement {
  #leaving = new AbortController();
  /** @type {Promise<import("./live-stage.js").LiveStage> | null} */
  #stage = null;
  /** @type {AsGiven | null} */
  #given = null;
  #told_at = 0;
  /** @type {string[]} predictions that are still to be answered */
  #left = [];

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    watchGate(this, this.dataset.gate, (left) => this.#lock(left), signal);
    this.#fetchWithin("50%", signal);
    whenIdle(() => this.#fetchWithin("100%", signal), signal);
    document.addEventListener("stage-run", (event) => event.target !== this && this.#stop(), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #element() {
    return /** @type {import("./live-stage.js").LiveStage} */ (this.querySelector("live-stage"));
  }

  /**
   * Fetches the stage once it is as near to the window as that. A first load stays small; the network is idle soon.
   * @param {string} margin of the window's size
   * @param {AbortSignal} signal
   */
  #fetchWithin(margin, signal) {
    const fetch = () => this.#fetch().catch(() => {}); // Asked for again by Run, which says what is missing.
    const look = (/** @type {IntersectionObserverEntry[]} */ entries) => entries.at(-1)?.isIntersecting && fetch();
    const near = new IntersectionObserver(look, { rootMargin: margin });
    near.observe(this);
    signal.addEventListener("abort", () => near.disconnect());
  }

  /** The stage, fetched once and listened to. */
  #fetch() {
    this.#stage ??= wanted("The stage", () => import("./whole-stage.js")).then(() => {
      const stage = this.#element;
      const { signal } = this.#leaving;
      this.#given = new AsGiven(stage.base);
      stage.scene.session.addEventListener("change", () => this.#changed(stage), { signal });
      this.#show();
      return stage;
    });
    this.#stage.catch(() => (this.#stage = null));
    return this.#stage;
  }

  /** @param {string[]} left */
  #lock(left) {
    this.#left = left;
    this.#element.toggleAttribute("inert", !this.#open);
    delete this.dataset.state; // the words change, too
    this.#show();
  }

  get #open() {
    return this.#left.length === 0;
  }

  /** What a press of Run does. */
  async #press() {
    const say = (/** @type {string} */ role, /** @type {string} */ words) =>
      this.querySelector(".stage-gate-says")?.replaceChildren(make("span", { role }, words));
    if (!this.#given) say("status", "The stage is on its way, and runs when it is here.");
    try {
      await this.run();
    } catch (error) {
      say("alert", /** @type {Error} */ (error).message);
    }
  }

  /** Starts the stage; whatever else runs on the page ends. @returns the stage, locked or running */
  async run() {
    const stage = await this.#fetch();
    if (!this.#open) return stage;
    this.dispatchEvent(new CustomEvent("stage-run", { bubbles: true }));
    await stage.scene.session.start();
    if (document.hidden) stage.scene.session.pause(); // The tab was left while the stage was on its way.
    return stage;
  }

  async #stop() {
    const stage = await this.#stage?.catch(() => null);
    if (stage?.scene.session.running) stage.scene.session.stop();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "r" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isWithin(event.target, "input, textarea, select, button, dialog")) return;
    if (!this.#open || mostInView(document.querySelectorAll("stage-gate")) !== this) return;
    event.preventDefault();
    this.#press();
  }

  /** @param {import("./live-stage.js").LiveStage} stage */
  #changed(stage) {
    this.#given?.look(stage.scene.trace, stage.scene.settings);
    const now = performance.now();
    if (now - this.#told_at < TELL_MS && stage.scene.session.running) return;
    this.#told_at = now;
    this.#show();
    if (!stage.scene.session.running || stage.scene.trace.published.length === 0) return;
    const detail = { stage, settings: stage.scene.settings };
    this.dispatchEvent(new CustomEvent("stage-change", { bubbles: true, detail }));
    if (this.#given?.holds) for (const card of this.#predictions()) this.#measure(stage, card);
  }

  /** The predictions this stage answers: the first it waits for, and those that measure a lane of a page's only stage. */
  #predictions() {
    const [gate] = gatesOf(this.dataset.gate);
    const cards = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("predict-card:not([data-against])")]);
    const alone = document.querySelectorAll("stage-gate").length === 1;
    return cards.filter(({ dataset }) => dataset.id === gate || (alone && dataset.lane && !("gated" in dataset)));
  }

  /**
   * @param {import("./live-stage.js").LiveStage} stage
   * @param {HTMLElement} card
   */
  #measure(stage, { dataset: { id, lane, field, enough } }) {
    const { trace, settings } = stage.scene;
    const measured = lane ?? settings.lanes[0];
    if (!measured) return; // all lanes are hidden
    const statistics = this.#statistics(trace, measured);
    const n = statistics.events;
    if (n < Number(enough ?? 1)) return;
    const value = lane ? statistics[/** @type {"mean_ms"} */ (field)] : null;
    const samples = OF_LATENCIES.has(field ?? "") ? statistics.latencies : [];
    this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail: { prediction: id, value, samples, n } }));
  }

  /** @param {import("../lib/trace.js").Trace} trace @param {string} lane */
  #statistics(trace, lane) {
    return this.#given?.statistics(trace.lane(lane)) ?? trace.statistics(lane);
  }

  /** Run, Stop, and why not. */
  #show() {
    const bar = this.querySelector(".stage-gate-bar");
    const scene = this.#stage && this.#element.scene;
    const running = scene?.session.running ?? false;
    const state = !this.#open ? "locked" : running ? "running" : "ready";
    if (!bar || (this.dataset.state === state && state !== "running")) return this.#progress();
    if (this.dataset.state !== state) {
      this.dataset.state = state;
      const act = running ? button("Stop", () => this.#stop()) : button("Run", () => this.#press(), "button primary");
      act.disabled = !this.#open;
      if (!running) act.append(" ", make("kbd", {}, "R"));
      const says = make("p", { class: "stage-gate-says" });
      if (!this.#open) says.append("Run is locked", ...untilAnswered(this.#left));
      const had = bar.contains(document.activeElement);
      bar.replaceChildren(act, says);
      if (had) act.focus();
    }
    this.#progress();
  }

  /** How far the run has come, where a prediction waits for it. */
  #progress() {
    const says = this.querySelector(".stage-gate-says");
    if (!says || !this.#open) return;
    const card = this.#predictions()[0];
    const scene = this.#stage && this.#element.scene;
    const enough = Number(card?.dataset.enough ?? 0);
    const lane = card?.dataset.lane ?? scene?.settings.lanes[0];
    const n = (scene && lane && this.#statistics(scene.trace, lane).events) || 0;
    if (!card || enough < 2) says.textContent = "";
    else if (!scene?.session.running) says.textContent = this.#estimate(enough);
    else if (!this.#given?.holds) says.textContent = "not measured: the prediction is about other settings";
    else says.textContent = n < enough ? `${n} of ${enough} events` : `${counted(n, "event")} measured`;
  }

  /** @param {number} enough events */
  #estimate(enough) {
    const rate = Number(this.#element.getAttribute("rate") ?? 0);
    return rate > 0 ? `${enough} events, about ${Math.round(enough / rate)} seconds` : `${enough} events`;
  }
}

customElements.define("stage-gate", StageGate);
