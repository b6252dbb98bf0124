/** `<stage-lane>`: one transport beside the plot: its sign, name and state on the left, its figures on the right. */

import { html, nothing } from "../../vendor/lit.js";
import { addedWords } from "../lib/condition-words.js";
import { eventTitle, latestFigure } from "../lib/figures.js";
import { count, DASH, parts } from "../lib/format.js";
import { costWords, refusedWith, stateWords, troubleWords } from "../lib/words.js";
import { signOf } from "./sign.js";
import { StageElement } from "./stage-element.js";

/** @typedef {import("../lib/scene.js").Look} Look */
/** @typedef {import("../lib/statistics.js").Statistics} Statistics */

/** Columns after the latest latency: class, title, unit. Streams have no empty answers: their dash says so. */
const COLUMNS = /** @type {const} */ ([
  ["p50", "p50", "ms"],
  ["p95", "p95", "ms"],
  ["requests", "requests", ""],
  ["empty", "empty", ""],
  ["bytes", "B/event", ""],
]);

export class StageLane extends StageElement {
  static properties = { look: { attribute: false } };

  constructor() {
    super();
    this.look = /** @type {Look} */ (/** @type {unknown} */ (null));
  }

  render() {
    const { scene, look } = this;
    return scene.isFolded(look.name) ? this.#folded() : html`${this.#head()} ${this.#note()} ${this.#figures()}`;
  }

  updated() {
    this.className = this.look.hue;
    this.toggleAttribute("data-wire", this.scene.wire === this.look.name);
    this.toggleAttribute("folded", this.scene.isFolded(this.look.name));
  }

  /** After Hide comes Show. @returns {HTMLElement | null} */
  heir() {
    return this.querySelector(".to-fold") ?? super.heir();
  }

  #head() {
    const { scene, look } = this;
    const lane = scene.trace.lane(look.name);
    const trouble = troubleWords(lane.statistics);
    const everywhere = new Set(scene.everywhere);
    const met = addedWords(lane.met(scene.edge)).filter((word) => !everywhere.has(word));
    const rail = (/** @type {string} */ name) =>
      html`<span class="lane-rail ${name}" aria-hidden="true">${name}</span>`;
    return html`<div class="lane-head">
      <h2 class="lane-name" ?data-chosen=${scene.lane === look.name}>${signOf(look)} ${look.title}</h2>
      <p class="lane-state">
        ${stateWords(look, lane, scene.edge, scene.settings, scene.trace.pauseAt(scene.edge)).map(({ text, strong }) =>
          strong ? html`<b>${text}</b>` : text,
        )}
        ${trouble ? html`<br /><b>${trouble}</b>` : nothing}
        ${met.length > 0 && !trouble ? html`<span class="lane-met">${met.join(", ")}</span>` : nothing}
      </p>
      ${rail("server")} ${rail("browser")}
      <div class="lane-tools">${scene.controls === "full" && !scene.recording ? this.#tools() : nothing}</div>
    </div>`;
  }

  /** Cuts this line, or mends it. */
  #cut() {
    const { scene, look } = this;
    if (!scene.session.running || !scene.session.place?.key) return nothing;
    const cut = scene.trace.lane(look.name).met(scene.live).cut === true;
    return this.#tool(cut ? "Mend" : "Cut", "cut", look.name);
  }

  /**
   * @param {string} word
   * @param {boolean} fold
   */
  #fold(word, fold) {
    const { name, title } = this.look;
    const act = () => this.act("fold", { name, fold });
    return html`<button class="text-button to-fold" type="button" @click=${act}>${word}<span class="visually-hidden"> ${title}</span></button>`;
  }

  /** What acts on this lane; while its bytes are on show, the ways back. */
  #tools() {
    const { scene, look } = this;
    if (scene.wire !== look.name) {
      return html`${this.#cut()} ${this.#fold("Hide", true)} ${this.#tool("Wire", "wire", { lane: look.name })}`;
    }
    return html`${this.#tool(scene.playhead.paused ? "Resume" : "Pause", "togglePause")}
    ${this.#tool("All lanes", "closeWire")}`;
  }

  /**
   * @param {string} word
   * @param {string} name of the action
   * @param {unknown} [value]
   */
  #tool(word, name, value) {
    const act = () => this.act(name, value);
    return html`<button class="text-button to-${name}" type="button" @click=${act}>${word}<span class="visually-hidden"> ${this.look.title}</span></button>`;
  }

  #folded() {
    return html`<div class="lane-folded">
      ${signOf(this.look)} <b>${this.look.title}</b> <span>hidden, its connection is closed</span> ${this.#fold("Show", false)}
    </div>`;
  }

  /** A lane that gave up says why, with the one action that helps. */
  #note() {
    const lane = this.scene.trace.lane(this.look.name);
    const { state } = lane;
    if (state?.is !== "gave-up" || this.scene.recording) return nothing;
    const status = refusedWith(lane, state);
    const said = status ? `The server answered ${status}.` : "The line is closed.";
    return html`<div class="lane-note">
      <span><b>${said}</b> ${state.message ?? ""}</span>
      <button class="button" type="button" @click=${() => this.act("reopen", this.look.name)}>Open again</button>
    </div>`;
  }

  #figures() {
    const { scene, look } = this;
    const statistics = scene.trace.statistics(look.name);
    const values = figures(look, statistics, scene.error_ms);
    return html`<dl class="figures">
      <div class="last">
        <dt>${eventTitle(scene)}</dt>
        ${latest(latestFigure(scene, look.name), scene.error_ms)}
      </div>
      ${
        scene.controls === "full"
          ? COLUMNS.map(
              ([name, title, unit]) =>
                html`<div class=${name}><dt>${title}</dt><dd>${values[name]}${values[name] === DASH ? nothing : html`<span class="unit"> ${unit}</span>`}</dd></div>`,
            )
          : html`<div class="cost"><dt>cost</dt><dd>${costWords(look, statistics)}</dd></div>`
      }
    </dl>`;
  }
}

/**
 * The latest latency: the figure large, its unit small; or a word.
 * @param {number | string | null} value ms, "lost", "on its way", or null
 * @param {number} error_ms
 */
function latest(value, error_ms) {
  if (typeof value === "string") return html`<dd class="word">${value}</dd>`;
  if (value === null) return html`<dd class="word">${DASH}</dd>`;
  const { number, unit } = parts(value, error_ms);
  const [below, figure] = number.startsWith("under ") ? ["under", number.slice(6)] : ["", number];
  return html`<dd>${below ? html`<small>${below} </small>` : nothing}${figure}<small>${unit}</small></dd>`;
}

/**
 * @param {Look} look
 * @param {Statistics} statistics
 * @param {number} error_ms
 */
function figures(look, { p50_ms, p95_ms, requests, empty, bytes_per_event }, error_ms) {
  const asks = look.kind === "exchange" || look.kind === "held";
  const latency = (/** @type {number | null} */ value) => (value === null ? DASH : parts(value, error_ms).number);
  return {
    p50: latency(p50_ms),
    p95: latency(p95_ms),
    requests: count(requests),
    empty: asks ? count(empty) : DASH,
    bytes: bytes_per_event === null ? DASH : count(bytes_per_event),
  };
}

customElements.define("stage-lane", StageLane);
