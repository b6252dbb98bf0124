/**
 * `<predict-card>`: an answer to lock before the run, in four states of one size: open, placed, locked, measured.
 *
 * The server writes the question, the choices and, folded, what happens; this adds the means to answer. The card with
 * `data-against` shows the same prediction with what was measured. See dom/lesson.js for how a demo tells what it measured.
 */

import { lessonOf, progress } from "../dom/lesson.js";
import { button, make, verdict } from "../dom/make.js";
import { makeSortable } from "../dom/sortable.js";
import { counted, timeOfDay } from "../lib/format.js";
import { NumberScale } from "../lib/number-scale.js";
import { NumberLine } from "./number-line.js";

/** @typedef {import("../lib/progress.js").Answer} Answer */

export class PredictCard extends HTMLElement {
  #leaving = new AbortController();
  /** @type {Answer | undefined} undefined: nothing placed yet */
  #placed;
  /** @type {import("../dom/lesson.js").Measured | null} */
  #measured = null;
  #built = false;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.slug = lessonOf(this);
    if (!this.#built) this.#build();
    progress.addEventListener("change", () => this.#show(), { signal });
    document.addEventListener("measured", (event) => this.#hear(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #id() {
    return this.dataset.id ?? "";
  }

  get #against() {
    return "against" in this.dataset;
  }

  /** Whether the same prediction is drawn again further down, with the measurement. */
  get #measuredElsewhere() {
    return !this.#against && document.getElementById(`against-${this.#id}`) !== null;
  }

  get #line() {
    return /** @type {NumberLine | null} */ (this.querySelector("number-line"));
  }

  #build() {
    this.#built = true;
    const { kind, from, to, step, scale, unit } = this.dataset;
    if (kind === "number") {
      const line = new NumberLine();
      line.scale = new NumberScale({ from: Number(from), to: Number(to), step: Number(step), log: scale === "log" });
      line.unit = unit ?? "";
      line.compared = this.#against;
      line.setAttribute("aria-labelledby", `${this.id}-question`);
      line.addEventListener("place", () => this.#place(line.value));
      this.querySelector(".predict-scale")?.append(line);
    } else if (kind === "choice") this.#buildChoices();
    else if (!this.#against) this.#buildOrder();
    if (!this.#against) this.#buildActions();
    this.tabIndex = -1;
    this.setAttribute("role", "group");
    this.setAttribute("aria-labelledby", `${this.id}-title`);
  }

  #buildChoices() {
    for (const item of this.#items()) {
      const input = make("input", { type: "radio", name: this.id, value: item.dataset.number });
      input.addEventListener("change", () => this.#place(Number(input.value)));
      const label = make("label", {}, input, make("span", {}, ...item.childNodes));
      item.replaceChildren(label);
    }
    const list = this.querySelector(".choices");
    list?.setAttribute("role", "radiogroup");
    list?.setAttribute("aria-labelledby", `${this.id}-question`);
    for (const item of this.#items()) item.setAttribute("role", "presentation");
  }

  #buildOrder() {
    const list = /** @type {HTMLElement} */ (this.querySelector(".choices"));
    const changed = () => this.#place(this.#items().map((item) => Number(item.dataset.number)));
    makeSortable(list, { changed });
  }

  #buildActions() {
    const lock = button("Lock my answer", () => this.#lock(this.#placed), "button primary lock");
    const unsure = button("I do not know", () => this.#lock(null), "text-button");
    const hint = make("span", { class: "predict-hint" }, HINTS[this.dataset.kind ?? ""] ?? "");
    this.querySelector(".predict-actions")?.append(lock, unsure, hint);
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".choices > .choice")]);
  }

  /** @param {Answer | undefined} answer */
  #place(answer) {
    if (this.#prediction) return;
    this.#placed = answer;
    this.#show();
  }

  /** @param {Answer | undefined} answer */
  #lock(answer) {
    if (answer === undefined) return;
    const had = this.contains(document.activeElement);
    progress.predict(this.slug ?? "", this.#id, answer);
    if (had) this.focus(); // what had it is gone
    if (!("gated" in this.dataset)) {
      const value = this.dataset.answer === undefined ? null : Number(this.dataset.answer);
      progress.measure(this.slug ?? "", this.#id, { value, n: 0 });
    }
    this.dispatchEvent(new CustomEvent("predicted", { bubbles: true, detail: { id: this.#id } }));
  }

  get #prediction() {
    return progress.prediction(this.slug ?? "", this.#id);
  }

  /** @param {import("../dom/lesson.js").Measured} measured */
  #hear(measured) {
    if (measured.prediction !== this.#id || !this.#prediction) return;
    this.#measured = measured;
    if (this.#against || !this.#measuredElsewhere) {
      const value = measured.value ?? (this.dataset.answer === undefined ? null : Number(this.dataset.answer));
      progress.measure(this.slug ?? "", this.#id, { value, n: measured.n ?? 0 });
    }
  }

  /** Brings the card into the state its prediction is in. */
  #show() {
    const prediction = this.#prediction;
    const measured = this.#measuredElsewhere ? undefined : prediction?.measured;
    const state = measured ? "measured" : prediction ? "locked" : this.#placed !== undefined ? "placed" : "open";
    this.dataset.state = state;
    const head = /** @type {HTMLElement} */ (this.querySelector(".predict-state"));
    const unknown = prediction?.answer === null && !measured ? "you do not know, " : "";
    head.textContent = unknown + this.#says(state, prediction?.at ?? 0, measured?.n ?? 0);
    const title = /** @type {HTMLElement} */ (this.querySelector("h3"));
    if (!this.#against) title.textContent = measured ? "Measured, against your prediction" : "Your prediction";
    const lock = /** @type {HTMLButtonElement | null} */ (this.querySelector(".lock"));
    if (lock) lock.disabled = this.#placed === undefined;
    const actions = /** @type {HTMLElement} */ (this.querySelector(".predict-actions"));
    actions.hidden = this.#against || prediction !== null;
    const answer = prediction ? prediction.answer : this.#placed;
    this.#showAnswer(answer, prediction !== null, measured);
    if (measured) this.#explain(answer ?? null, measured);
  }

  /**
   * @param {string} state
   * @param {number} at
   * @param {number} n
   */
  #says(state, at, n) {
    if (state === "measured") return n > 0 ? counted(n, "event") : `locked ${timeOfDay(at).slice(0, 5)}`;
    if (state === "locked") return this.#against ? "run it to compare" : `locked ${timeOfDay(at).slice(0, 5)}`;
    if (this.#against) return "waits for your prediction";
    if (state === "placed") return "not locked yet";
    return "gated" in this.dataset ? "Run is locked until you answer" : "before you read on";
  }

  /**
   * @param {Answer | undefined} answer
   * @param {boolean} locked
   * @param {import("../lib/progress.js").Measurement | undefined} measured
   */
  #showAnswer(answer, locked, measured) {
    const line = this.#line;
    if (line) {
      line.locked = locked || this.#against;
      line.value = typeof answer === "number" ? answer : null;
      line.measured = measured ? { value: measured.value, samples: this.#measured?.samples ?? [] } : null;
      line.draw();
    }
    for (const input of this.querySelectorAll("input")) {
      input.checked = Number(input.value) === answer;
      input.disabled = locked || this.#against;
    }
    for (const grip of this.querySelectorAll("button.grip")) grip.toggleAttribute("hidden", locked);
    if (locked && Array.isArray(answer)) this.#arrange(measured ? [...answer].sort((a, b) => a - b) : answer);
  }

  /** @param {number[]} order */
  #arrange(order) {
    const items = this.#items();
    const list = this.querySelector(".choices");
    for (const number of order) {
      const item = items.find((one) => one.dataset.number === String(number));
      if (item) list?.append(item);
    }
  }

  /**
   * Says what happened, and why.
   * @param {Answer} answer
   * @param {import("../lib/progress.js").Measurement} measured
   */
  #explain(answer, measured) {
    const reasons = [...this.querySelectorAll(".reasons li")];
    for (const item of this.#items()) {
      const number = Number(item.dataset.number);
      const reason = reasons[number];
      const why = reason?.querySelector(".why");
      const right = reason?.hasAttribute("data-right") ?? false;
      item.querySelector(".told")?.remove();
      const told = make("span", { class: "told" });
      if (this.dataset.kind === "choice" && (right || answer === number)) told.append(verdict(right));
      if (Array.isArray(answer))
        told.append(verdict(answer[number] === number, saysPlace(answer.indexOf(number), number)));
      if (why) told.append(make("span", { class: "why" }, ...why.cloneNode(true).childNodes));
      item.append(told);
    }
    const after = /** @type {HTMLElement} */ (this.querySelector(".predict-after"));
    this.#fill(after, answer, measured);
    if (after.parentElement?.localName === "details") {
      after.setAttribute("role", "status");
      this.append(after);
    }
  }

  /**
   * @param {HTMLElement} after
   * @param {Answer} answer
   * @param {import("../lib/progress.js").Measurement} measured
   */
  #fill(after, answer, { value, n }) {
    const line = this.#line;
    const said = (/** @type {number} */ number) => line?.says(number) ?? String(number);
    /** @type {Record<string, string | undefined>} */
    const words = {
      you: answer === null ? "that you do not know" : typeof answer === "number" && line ? said(answer) : undefined,
      measured: value === null ? undefined : said(value),
      n: n > 0 ? String(n) : undefined,
    };
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (after.querySelectorAll("[data-fill]"))) {
      const word = words[place.dataset.fill ?? ""];
      if (word) place.textContent = word;
    }
  }
}

/** @type {Record<string, string>} */
const HINTS = {
  number: "Click the line, or use the arrow keys.",
  choice: "",
  order: "Drag the rows, or use the arrow keys on a grip.",
};

/**
 * @param {number} said the place the reader gave it
 * @param {number} is
 */
function saysPlace(said, is) {
  return said === is ? "right" : `you put it ${said + 1}.`;
}

customElements.define("predict-card", PredictCard);
