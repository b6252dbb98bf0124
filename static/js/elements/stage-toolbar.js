/** `<stage-toolbar>`: what acts on all lanes. Publish, publish by itself, how often to poll, how long to hold, the link. */

import { html, nothing } from "../../vendor/lit.js";
import { HOLD_S, INTERVAL_STEPS, intervalAt, intervalStep, RATES, saysInterval } from "../lib/ranges.js";
import { keycap, StageElement } from "./stage-element.js";
import "./stage-slider.js";

/** @type {Record<string, string>} */
const PATTERNS = { steady: "evenly", poisson: "at random" };

const COPIED_MS = 2_000;

export class StageToolbar extends StageElement {
  static properties = { copied: { state: true }, network: { attribute: false } };

  constructor() {
    super();
    this.copied = false;
    this.network = false;
    /** @type {readonly number[]} the usual rates, and those that the page or its address brought */
    this.rates = RATES;
  }

  render() {
    const { settings, open, gated } = this.scene;
    // In a lesson only where its stage is about the network: there the row is full.
    const offered = !gated || settings.conditions !== null || this.network;
    if (!this.rates.includes(settings.rate)) this.rates = [...this.rates, settings.rate].sort((a, b) => a - b);
    const kinds = new Set(open.map((look) => look.kind));
    return html`
      ${this.#publish()}
      <fieldset>
        <legend>Publish by itself</legend>
        <div class="rates">
          ${this.#choice("rate", "Events a second", this.rates, settings.rate, (rate) => (rate === 0 ? "off" : `${rate}/s`))}
          ${this.#choice("pattern", "Spacing", Object.keys(PATTERNS), settings.pattern, (name) => PATTERNS[name] ?? name)}
        </div>
      </fieldset>
      ${kinds.has("exchange") ? this.#pollEvery(settings.interval) : nothing}
      ${kinds.has("held") ? this.#hold(settings.hold) : nothing}
      ${offered ? this.#network() : nothing}
      <button class=${offered ? "button" : "button end"} type="button" @click=${() => this.act("projector")}>Projector</button>
      <button class="button copy" type="button" @click=${this.#copy}>${this.copied ? "Copied" : "Copy link"}</button>
    `;
  }

  #network() {
    return html`<button class="button end" type="button" aria-expanded=${this.network} @click=${() => this.act("network")}>Network</button>`;
  }

  #publish() {
    const { sends } = this.scene;
    return html`<div class="publish">
      <small>${sends === 0 ? nothing : `${sends.toLocaleString("en")} sent`}</small>
      <button class="button primary" type="button" @click=${() => this.act("publish")}>Publish ${keycap("Space")}</button>
    </div>`;
  }

  /**
   * A segmented control over one setting.
   * @template {string | number} T
   * @param {string} name of the setting
   * @param {string} title
   * @param {readonly T[]} values
   * @param {T} chosen
   * @param {(value: T) => string} says
   */
  #choice(name, title, values, chosen, says) {
    const option = (/** @type {T} */ value) => html`
      <button type="button" aria-pressed=${value === chosen} @click=${() => this.act("set", { [name]: value })}>${says(value)}</button>
    `;
    return html`<div class="segmented" role="group" aria-label=${title}>${values.map(option)}</div>`;
  }

  /** @param {number} interval ms */
  #pollEvery(interval) {
    return html`<stage-slider
      label="Poll every"
      .says=${saysInterval(interval)}
      .most=${INTERVAL_STEPS}
      .value=${intervalStep(interval)}
      @slide=${(/** @type {CustomEvent<number>} */ { detail }) => this.act("set", { interval: intervalAt(detail) })}
    ></stage-slider>`;
  }

  /** @param {number} hold s */
  #hold(hold) {
    return html`<stage-slider
      label="Hold up to"
      .says=${`${hold}\u202fs`}
      .least=${HOLD_S.least}
      .most=${HOLD_S.most}
      .value=${hold}
      @slide=${(/** @type {CustomEvent<number>} */ { detail }) => this.act("set", { hold: detail })}
    ></stage-slider>`;
  }

  #copy() {
    this.act("copyLink", () => {
      this.copied = true;
      setTimeout(() => (this.copied = false), COPIED_MS);
    });
  }
}

customElements.define("stage-toolbar", StageToolbar);
