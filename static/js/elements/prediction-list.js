/** `<prediction-list>`: every prediction that was made, beside what was measured. */

import { progress } from "../dom/lesson.js";
import { amount, count } from "../lib/format.js";

/** @typedef {import("../lib/progress.js").Answer} Answer */

export class PredictionList extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    progress.addEventListener("change", () => this.#show(), { signal: this.#leaving.signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #show() {
    const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("li")]);
    for (const row of rows) {
      const { lesson = "", id = "" } = row.dataset;
      const made = progress.prediction(lesson, id);
      row.hidden = made === null;
      const said = row.querySelector(".prediction-said");
      if (made && said) said.textContent = [saysAnswer(row, made.answer), saysMeasured(row, made.measured)].join(" ");
    }
    const none = /** @type {HTMLElement} */ (this.querySelector(".prediction-none"));
    none.hidden = rows.some((row) => !row.hidden);
  }
}

/**
 * @param {HTMLElement} row
 * @param {Answer} answer
 */
function saysAnswer(row, answer) {
  if (answer === null) return "You did not know.";
  const choices = JSON.parse(row.dataset.choices ?? "[]");
  // In progress that was brought along it may be one of another version of the lesson.
  const choice = (/** @type {number} */ number) => choices[number] ?? "something that is no longer asked";
  if (Array.isArray(answer)) return `You said: ${answer.map(choice).join(", then ")}.`;
  return `You said ${row.dataset.kind === "choice" ? `“${choice(answer)}”` : amount(answer, row.dataset.unit)}.`;
}

/**
 * @param {HTMLElement} row
 * @param {import("../lib/progress.js").Measurement | undefined} measured
 */
function saysMeasured(row, measured) {
  if (!measured) return "Not run yet.";
  if (measured.value === null) return "";
  return measured.n > 0
    ? `Measured over ${count(measured.n)} events: ${amount(measured.value, row.dataset.unit)}.`
    : `It is ${amount(measured.value, row.dataset.unit)}.`;
}

customElements.define("prediction-list", PredictionList);
