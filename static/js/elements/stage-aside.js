/** `<stage-aside>`: that what is on show is recorded, or is not all there is, and the way back. */

import { html, nothing } from "../../vendor/lit.js";
import { StageElement } from "./stage-element.js";

export class StageAside extends StageElement {
  render() {
    const { recording, only, looks, wire } = this.scene;
    const title = looks.find((look) => look.name === only)?.title;
    return html`${recording ? this.#recorded(recording.told) : nothing}${title && !wire ? this.#only(title) : nothing}`;
  }

  /** @param {string} told where and when it was measured */
  #recorded(told) {
    return html`<p>
      <span><b>Recorded trace</b>, ${told}. Nothing here is live.</span>
      ${this.#button("Play again", "end")} ${this.#button("Back to live", "stopReplay")}
    </p>`;
  }

  /** @param {string} title of the lane */
  #only(title) {
    return html`<p><span>Only ${title} is shown. The others keep running.</span> ${this.#button("Show all", "showAll")}</p>`;
  }

  /**
   * @param {string} word
   * @param {string} act
   */
  #button(word, act) {
    return html`<button class="text-button" type="button" @click=${() => this.act(act)}>${word}</button>`;
  }
}

customElements.define("stage-aside", StageAside);
