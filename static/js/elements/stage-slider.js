/** `<stage-slider>`: a range that carries its value in its label, and is filled with ink up to its thumb. */

import { html, LitElement } from "../../vendor/lit.js";

export class StageSlider extends LitElement {
  static properties = {
    title_: { attribute: "label" },
    says: {},
    value: { type: Number },
    least: { type: Number },
    most: { type: Number },
  };

  constructor() {
    super();
    this.title_ = "";
    /** the value in words, with its unit */
    this.says = "";
    this.value = 0;
    this.least = 0;
    this.most = 100;
  }

  createRenderRoot() {
    return this;
  }

  render() {
    return html`<label class="slider">
      <span>${this.title_}</span><b>${this.says}</b>
      <input
        type="range"
        min=${this.least}
        max=${this.most}
        aria-label=${this.title_}
        aria-valuetext=${this.says}
        .value=${String(this.value)}
        @input=${this.#slide}
      />
    </label>`;
  }

  /** The share of the way that is travelled is a custom property: the CSP allows no style attribute. */
  updated() {
    const share = (this.value - this.least) / (this.most - this.least);
    this.style.setProperty("--fill", `${(share * 100).toFixed(1)}%`);
  }

  /** @param {InputEvent} event */
  #slide(event) {
    event.stopPropagation();
    const value = Number(/** @type {HTMLInputElement} */ (event.target).value);
    this.dispatchEvent(new CustomEvent("slide", { detail: value }));
  }
}

customElements.define("stage-slider", StageSlider);
