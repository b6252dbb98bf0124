/** `<stage-plot>`: the space-time diagram. Painted when the stage says so; a click on an event or its arrow selects it. */

import { html } from "../../vendor/lit.js";
import { edgeLabel } from "../lib/figures.js";
import { geometry } from "../lib/paint/geometry.js";
import { hit } from "../lib/paint/hit.js";
import { Labels } from "../lib/paint/labels.js";
import { paint } from "../lib/paint/paint.js";
import { PaintedElement } from "./painted-element.js";

/** @typedef {import("./painted-element.js").Frame} Frame */

const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

/** What the picture is called before there is anything to say of it: without a name it is nothing to a screen reader. */
const EMPTY = "Diagram of every event on every line; nothing has been published yet.";

export class StagePlot extends PaintedElement {
  static properties = { caption: {} };

  #labels = new Labels();

  constructor() {
    super();
    /** the sentence that names the picture */
    this.caption = "";
  }

  render() {
    return html`<canvas role="img" aria-label=${this.caption || EMPTY} @click=${this.#pick} @pointermove=${this.#hover}></canvas>`;
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Frame} frame
   */
  draw(ctx, frame) {
    paint(ctx, this.#view(frame));
  }

  /**
   * The scene in the painter's terms.
   * @param {Frame} frame
   */
  #view({ width, height, dpr, k, form, colours }) {
    const { scene } = this;
    const lanes = scene.shown.map((look) => look.name);
    const folded = new Set(lanes.filter((name) => scene.isFolded(name)));
    const places = geometry(k, lanes, { form, folded, height });
    const px_per_ms = (width - places.inset) / scene.playhead.span_ms;
    return {
      ...{ trace: scene.trace, lanes, looks: scene.looks, labels: this.#labels, colours },
      ...{ geometry: places, width, height, dpr, now: scene.edge, px_per_ms },
      ...{ selected: scene.selected, followed: scene.follows ? scene.event : null },
      ...{ reduced: REDUCED.matches, frozen: !scene.moving, edge_label: edgeLabel(scene) },
    };
  }

  /** @param {PointerEvent} event */
  #hit({ offsetX, offsetY }) {
    return hit(this.#view(this.frame()), offsetX, offsetY);
  }

  /** @param {PointerEvent} event */
  #pick(event) {
    this.act("pick", this.#hit(event));
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    if (event.pointerType !== "mouse") return;
    const canvas = /** @type {HTMLCanvasElement} */ (event.currentTarget);
    canvas.toggleAttribute("data-over", this.#hit(event).event !== undefined);
  }
}

customElements.define("stage-plot", StagePlot);
