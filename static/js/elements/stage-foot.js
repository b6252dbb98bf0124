/**
 * `<stage-foot>`: what acts on the trace as a whole: show it as a table, take it away, bring one back, begin anew. And how
 * many of the browser's connections the lanes hold, for they are few and all tabs share them.
 */

import { html, nothing } from "../../vendor/lit.js";
import { budget } from "../lib/budget.js";
import "./connection-meter.js";
import { StageElement } from "./stage-element.js";

export class StageFoot extends StageElement {
  static every_ms = 500;

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
      ${this.#connections()}
      ${this.problem ? html`<p class="failed" role="alert">${this.problem}</p>` : nothing}
    `;
  }

  /** The lanes', and the control socket. */
  #connections() {
    const { session, open, trace, recording } = this.scene;
    if (!session.running || session.paused || recording) return nothing;
    const lanes = open.map(({ name, kind }) => ({ kind, is: trace.lane(name).state?.is ?? null }));
    const { held, sockets } = budget(lanes);
    return html`<connection-meter held=${held} sockets=${sockets + 1}></connection-meter>`;
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
