/** `<stage-costs>`: under the lanes, every latency on a log axis, and what one delivered event cost. */

import { html } from "../../vendor/lit.js";
import { bytes, DASH, ratio } from "../lib/format.js";
import { paintStrip } from "../lib/paint/strip.js";
import { PaintedElement } from "./painted-element.js";
import { signOf } from "./sign.js";
import "./stage-bar.js";

/** @typedef {import("../lib/scene.js").Look} Look */

export class StageCosts extends PaintedElement {
  static every_ms = 300;

  render() {
    const { drawn } = this.scene;
    return html`
      <ul class="costs-names" aria-hidden="true">
        ${drawn.map((look) => html`<li class=${look.hue}>${signOf(look)} ${look.title}</li>`)}
      </ul>
      <section class="strip">
        <h3>Latency of every event <span>log scale, thick tick p50, thin tick p95</span></h3>
        <canvas aria-hidden="true"></canvas>
      </section>
      ${this.#bars("requests", "Requests per delivered event", "requests_per_event", ratio)}
      ${this.#bars("bytes", "Bytes per delivered event", "bytes_per_event", bytes)}
    `;
  }

  /**
   * @param {string} name
   * @param {string} title
   * @param {"requests_per_event" | "bytes_per_event"} key
   * @param {(value: number) => string} says
   */
  #bars(name, title, key, says) {
    const rows = this.scene.drawn.map((look) => ({ look, value: this.scene.trace.statistics(look.name)[key] }));
    const most = Math.max(...rows.map(({ value }) => value ?? 0));
    return html`<section class="costs ${name}">
      <h3>${title}</h3>
      <ul class="bars">
        ${rows.map(
          ({ look, value }) => html`<li class=${look.hue}>
            <span class="bar-name">${signOf(look)} ${look.title}<span class="visually-hidden">: </span></span>
            <stage-bar .share=${value === null || most === 0 ? 0 : value / most}></stage-bar>
            <span>${value === null ? DASH : says(value)}</span>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  updated() {
    this.style.setProperty("--rows", String(this.scene.drawn.length));
    this.paint();
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {import("./painted-element.js").Frame} frame
   */
  draw(ctx, frame) {
    const { scene } = this;
    const { trace, drawn } = scene;
    paintStrip(ctx, { ...frame, trace, looks: drawn, lanes: drawn.map((look) => look.name) });
  }
}

customElements.define("stage-costs", StageCosts);
