/** `<stage-foot>`: what acts on the trace as a whole: show it as a table, take it away, bring one back, begin anew. */

import { html, nothing } from "../../vendor/lit.js";
import { StageElement } from "./stage-element.js";

export class StageFoot extends StageElement {
  static properties = { table: { type: Boolean }, problem: {} };

  constructor() {
    super();
    /** whether the table is shown */
    this.table = false;
    /** why a file could not be read */
    this.problem = "";
  }

  render() {
    return html`
      ${this.#tool(this.table ? "Hide the table" : "Show as table", "table")}
      ${this.#tool("Export trace", "exportTrace")}
      ${this.#tool("Import trace", "importTrace")}
      ${this.#tool("Clear", "clear")}
      ${this.#tool("Keys", "keys")}
      ${this.problem ? html`<p class="failed" role="alert">${this.problem}</p>` : nothing}
    `;
  }

  /**
   * @param {string} word
   * @param {string} act
   */
  #tool(word, act) {
    return html`<button class="text-button" type="button" @click=${() => this.act(act)}>${word}</button>`;
  }
}

customElements.define("stage-foot", StageFoot);
