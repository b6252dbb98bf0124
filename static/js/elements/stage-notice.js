/** `<stage-notice>`: what is missing, in words over the rails, with the one action that helps. */

import { html, nothing } from "../../vendor/lit.js";
import { notice } from "../lib/notice.js";
import { browserTime } from "../lib/scene.js";
import { StageElement } from "./stage-element.js";

export class StageNotice extends StageElement {
  render() {
    const { scene } = this;
    const missing = notice(scene, browserTime() + (scene.trace.clock?.offset_ms ?? 0));
    // What speaks is there before the words are: a region that comes with them is not always read.
    return html`<div role="status">${missing ? this.#words(missing) : nothing}</div>`;
  }

  /** @param {import("../lib/notice.js").Notice} notice */
  #words({ strong, text, button }) {
    return html`<p>
      <span>${strong ? html`<b>${strong}</b> ` : nothing}${text}</span>
      ${
        button
          ? html`<button class="button" type="button" @click=${() => this.act(button.act)}>${button.word}</button>`
          : nothing
      }
    </p>`;
  }
}

customElements.define("stage-notice", StageNotice);
