/** `<stage-keys>`: the list of keys, in a dialog. */

import { html, LitElement } from "../../vendor/lit.js";
import { KEYS } from "../lib/keys.js";
import { keycap } from "./stage-element.js";

export class StageKeys extends LitElement {
  createRenderRoot() {
    return this;
  }

  render() {
    return html`<dialog class="stage-keys" aria-labelledby="stage-keys-title">
      <h2 id="stage-keys-title">Keys</h2>
      <dl>
        ${KEYS.map(({ shown, says }) => html`<dt>${shown.map(keycap)}</dt><dd>${says}</dd>`)}
      </dl>
      <p>They act while no field and no button has the focus.</p>
      <form method="dialog"><button class="button">Close</button></form>
    </dialog>`;
  }

  show() {
    this.querySelector("dialog")?.showModal();
  }
}

customElements.define("stage-keys", StageKeys);
