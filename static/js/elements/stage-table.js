/** `<stage-table>`: the last events as a table: the same facts as the picture, for those who read rather than look. */

import { html } from "../../vendor/lit.js";
import { timeOfDay } from "../lib/format.js";
import { fateWords } from "../lib/words.js";
import { StageElement } from "./stage-element.js";

const ROWS = 20;

/** @type {Record<string, string>} */
const CLASSES = { lost: "lost", "not fetched": "waiting", "on its way": "waiting" };

export class StageTable extends StageElement {
  static every_ms = 1_000;
  static properties = { shown: { type: Boolean } };

  constructor() {
    super();
    this.shown = false;
  }

  render() {
    const { scene } = this;
    const { edge, drawn } = scene;
    const { published } = scene.trace;
    const end = published.findLastIndex((event) => event.sent_at <= edge) + 1;
    const events = published.slice(Math.max(end - ROWS, 0), end).reverse();
    return html`<div class=${this.shown ? "frame" : "visually-hidden"} tabindex=${this.shown ? 0 : -1} role="region" aria-labelledby="stage-table-title">
      <table>
        <caption id="stage-table-title">
          ${events.length === 0 ? "No event yet" : `The last ${events.length === 1 ? "event" : `${events.length} events`}, newest first`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">Published</th>
            ${drawn.map((look) => html`<th scope="col">${look.title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${events.map(
            ({ id, sent_at }) => html`<tr>
              <th scope="row">#${id}</th>
              <td>${timeOfDay(sent_at)}</td>
              ${drawn.map((look) => cell(fateWords(scene.trace.lane(look.name), id, edge, scene.error_ms)))}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

/** @param {string} words */
function cell(words) {
  return html`<td class=${CLASSES[words] ?? ""}>${words}</td>`;
}

customElements.define("stage-table", StageTable);
