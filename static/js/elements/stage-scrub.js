/** `<stage-scrub>`: the last two minutes, and what acts on time. Drag it, or move it as a slider with the keyboard. */

import { html, nothing } from "../../vendor/lit.js";
import { saysSpeed } from "../lib/figures.js";
import { ago } from "../lib/format.js";
import { paintScrub, scrubTime } from "../lib/paint/scrub.js";
import { REACH_MS, SPEEDS } from "../lib/playhead.js";
import { PaintedElement } from "./painted-element.js";
import { keycap } from "./stage-element.js";

/** @type {Record<string, number>} how far a key moves the picture, in windows */
const STEPS = { ArrowLeft: -0.1, ArrowRight: 0.1, PageUp: -1, PageDown: 1 };

/** Space between the strip and the right end of the canvas, px before `k`; the same as in the plot. */
const INSET = 14;

export class StageScrub extends PaintedElement {
  /** Time between the grabbed point and the right end of the brush, ms. */
  #held_ms = 0;

  render() {
    const { scene } = this;
    return html`
      <span class="title" id="scrub-title">Last 2 minutes, drag to scrub</span>
      <div
        class="scrub-track"
        role="slider"
        tabindex="0"
        aria-labelledby="scrub-title"
        aria-orientation="horizontal"
        aria-valuemin=${-REACH_MS / 1_000}
        aria-valuemax="0"
        aria-valuenow=${((scene.edge - scene.live) / 1_000).toFixed(1)}
        aria-valuetext=${scene.playhead.live ? "now" : ago(scene.live - scene.edge)}
        @pointerdown=${this.#grab}
        @pointermove=${this.#drag}
        @keydown=${this.#key}
      >
        <canvas aria-hidden="true"></canvas>
      </div>
      ${this.#controls()}
    `;
  }

  #controls() {
    const { playhead, unseen } = this.scene;
    return html`<div class="time-controls">
      <span class="behind">
        ${
          playhead.live
            ? nothing
            : html`${unseen > 0 ? html`<span>${unseen.toLocaleString("en")} new</span>` : nothing}
                <button class="text-button" type="button" @click=${() => this.act("end")}>Back to now</button>`
        }
      </span>
      <button
        class="button ${playhead.paused ? "primary" : ""}"
        type="button"
        aria-pressed=${playhead.paused}
        @click=${() => this.act("togglePause")}
      >
        ${playhead.paused ? "Paused" : "Pause"} ${keycap("P")}
      </button>
      <div class="segmented" role="group" aria-label="Speed">
        ${SPEEDS.map(
          (
            speed,
          ) => html`<button type="button" aria-pressed=${playhead.speed === speed} @click=${() => this.act("play", speed)}>
            ${saysSpeed(speed)}
          </button>`,
        )}
      </div>
    </div>`;
  }

  updated() {
    this.paint();
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {import("./painted-element.js").Frame} frame
   */
  draw(ctx, frame) {
    const { scene } = this;
    const { edge, live } = scene;
    paintScrub(ctx, {
      ...frame,
      trace: scene.trace,
      looks: scene.drawn,
      inset: INSET * frame.k,
      now: live,
      from: edge - scene.playhead.span_ms,
      to: edge,
    });
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button !== 0) return;
    const track = /** @type {HTMLElement} */ (event.currentTarget);
    track.setPointerCapture(event.pointerId);
    const { edge, playhead } = this.scene;
    const held_ms = edge - this.#timeAt(track, event);
    const inside = held_ms >= 0 && held_ms <= playhead.span_ms;
    this.#held_ms = inside ? held_ms : playhead.span_ms / 2;
    this.#drag(event);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const track = /** @type {HTMLElement} */ (event.currentTarget);
    if (track.hasPointerCapture(event.pointerId)) this.act("seek", this.#timeAt(track, event) + this.#held_ms);
  }

  /**
   * @param {HTMLElement} track
   * @param {PointerEvent} event
   */
  #timeAt(track, { clientX }) {
    const { left, width } = track.getBoundingClientRect();
    return scrubTime({ width, inset: INSET * this.frame().k, now: this.scene.live }, clientX - left);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { scene } = this;
    const step = STEPS[event.key];
    if (step !== undefined) this.act("nudge", step);
    else if (event.key === "Home") this.act("seek", scene.live - REACH_MS);
    else if (event.key === "End") this.act("end");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define("stage-scrub", StageScrub);
