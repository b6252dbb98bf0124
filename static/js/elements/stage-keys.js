/** `<stage-keys>`: the list of keys, in a dialog. On a page that has keys of its own, the page's list, which has them all. */

import { html, LitElement } from "../../vendor/lit.js";
import { keysOf } from "../lib/keys.js";
import { keycap } from "./stage-element.js";

export class StageKeys extends LitElement {
  static properties = { controls: {} };

  constructor() {
    super();
    /** @type {import("../lib/scene.js").Controls} */
    this.controls = "full";
  }

  createRenderRoot() {
    return this;
  }

  render() {
    return html`<dialog class="stage-keys" aria-labelledby="stage-keys-title">
      <h2 id="stage-keys-title">Keys</h2>
      <dl>
        ${keysOf(this.controls).map(({ shown, says }) => html`<dt>${shown.map(keycap)}</dt><dd>${says}</dd>`)}
      </dl>
      <p>They act while no field and no button has the focus.</p>
      <form method="dialog"><button class="button">Close</button></form>
    </dialog>`;
  }

  show() {
    const page = /** @type {import("./site-keys.js").SiteKeys | null} */ (document.querySelector("site-keys"));
    if (page) page.showList();
    else this.querySelector("dialog")?.showModal();
  }
}

customElements.define("stage-keys", StageKeys);
