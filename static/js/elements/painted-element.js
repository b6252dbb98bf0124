/**
 * A part of the stage with a canvas: it is fitted to its place, knows the colours and the scale of the page, and is
 * painted again when any of these change. Subclasses draw.
 */

import { onColourChange, resolveColours } from "../dom/colours.js";
import { Surface } from "../dom/surface.js";
import { StageElement } from "./stage-element.js";

/**
 * @typedef {object} Frame
 * @property {number} width CSS px
 * @property {number} height CSS px
 * @property {number} dpr
 * @property {number} k
 * @property {"desk" | "phone" | "projector"} form
 * @property {Record<string, string>} colours
 */

export class PaintedElement extends StageElement {
  /** @type {Surface | null} */
  #surface = null;
  #leaving = new AbortController();
  /** @type {Record<string, string>} */
  #colours = {};
  #k = 1;
  /** @type {Frame["form"]} */
  #form = "desk";

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.#begin();
  }

  firstUpdated() {
    this.#begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#leaving.abort();
  }

  /** Paints the scene as it is now. */
  paint() {
    const surface = this.#surface;
    if (surface && surface.width > 0) this.draw(surface.ctx, this.frame(surface));
  }

  /**
   * @param {CanvasRenderingContext2D} _ctx
   * @param {Frame} _frame
   */
  draw(_ctx, _frame) {
    throw new Error(`${this.localName} does not draw`);
  }

  /** @returns {Frame} */
  frame({ width, height, dpr } = /** @type {Surface} */ (this.#surface)) {
    return { width, height, dpr, k: this.#k, form: this.#form, colours: this.#colours };
  }

  #begin() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const canvas = /** @type {HTMLCanvasElement} */ (this.querySelector("canvas"));
    const renew = () => {
      this.#readStyle();
      this.paint();
    };
    this.#surface = new Surface(canvas, renew, signal);
    onColourChange(renew, signal);
    document.fonts.ready.then(renew);
    renew();
  }

  /** Scale, layout and colours are decided by CSS. */
  #readStyle() {
    const style = getComputedStyle(this);
    this.#k = Number(style.getPropertyValue("--k")) || 1;
    this.#form = /** @type {Frame["form"]} */ (style.getPropertyValue("--layout").trim() || "desk");
    this.#colours = resolveColours(this);
  }
}
