/** `<stage-caption>`: the one sentence about the latest thing worth saying, and the same for those who listen. */

import { html, nothing } from "../../vendor/lit.js";
import { wholeAt } from "../dom/actions.js";
import { clockWords, paceWords, sourceWords } from "../lib/figures.js";
import { timeOfDay } from "../lib/format.js";
import { keycap, StageElement } from "./stage-element.js";

/** Keys the foot of a projected stage shows. */
const PROJECTED = /** @type {const} */ ([
  ["Space", "publish", "publish"],
  ["P", "pause", "togglePause"],
  ["Esc", "leave", "projector"],
]);

export class StageCaption extends StageElement {
  static properties = { sentence: { attribute: false }, spoken: {} };

  constructor() {
    super();
    /** @type {{ text: string, at: number | null }} server-clock ms */
    this.sentence = { text: "", at: null };
    /** what the live region says; the stage paces it */
    this.spoken = "";
  }

  render() {
    const { text, at } = this.sentence;
    const { controls } = this.scene;
    const pace = paceWords(this.scene);
    return html`
      ${controls === "mini" ? this.#publish() : nothing}
      ${controls === "full" && at !== null ? html`<time>${timeOfDay(at)}</time>` : nothing}
      ${controls === "full" ? this.#clock(this.scene.everywhere) : nothing}
      ${pace ? html`<b class="caption-pace">${pace}</b>` : nothing}
      <p>${text}</p>
      ${controls === "mini" ? html`<span class="source">${sourceWords(this.scene)}. ${this.#clock([])} ${this.#whole()}</span>` : nothing}
      <span class="projector-keys">
        ${PROJECTED.map(
          ([key, word, act]) =>
            html`<button type="button" @click=${() => this.act(act)}>${keycap(key)} ${word}</button>`,
        )}
      </span>
      <span class="visually-hidden" role="status">${this.spoken}</span>
    `;
  }

  /** Here no bytes are kept; there all can be opened. In a slide, which may show no other page of ours, in a tab of its own. */
  #whole() {
    const target = window === window.top ? nothing : "_blank";
    return html`<a href=${wholeAt(this.scene.settings)} target=${target}>See its bytes on the stage</a>`;
  }

  /**
   * What stands over the lanes where there is room for it.
   * @param {string[]} added by the simulated network, in every lane
   */
  #clock(added) {
    const clock = clockWords(this.scene);
    return html`<span class="caption-clock">${clock ? [clock, ...added].join(", ") : nothing}</span>`;
  }

  #publish() {
    return html`<button class="button primary" type="button" @click=${() => this.act("publish")}>
      Publish ${keycap("Space")}
    </button>`;
  }
}

customElements.define("stage-caption", StageCaption);
