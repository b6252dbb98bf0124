/** `<stage-notice>`: what is missing, in words over the rails, with the one action that helps. */

import { html, nothing } from "../../vendor/lit.js";
import { notice } from "../lib/notice.js";
import { browserTime } from "../lib/scene.js";
import { StageElement } from "./stage-element.js";

export class StageNotice extends StageElement {
  render() {
    const { scene } = this;
    const missing = notice(scene, browserTime() + (scene.trace.clock?.offset_ms ?? 0));
    if (!missing) return nothing;
    const { strong, text, button } = missing;
    return html`<p role="status">
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
