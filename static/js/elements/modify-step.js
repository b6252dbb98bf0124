/**
 * `<modify-step>`: a change to make on a stage or in a demo; notices when it was made, and then says what happened.
 *
 * Made means: a setting of a running stage compares as asked (`data-setting`, `data-sign`, `data-number`), or a demo
 * said so by a "modified" event whose detail names `data-event`.
 */

import { lessonOf, progress } from "../dom/lesson.js";
import { verdict } from "../dom/make.js";

/** @type {Record<string, (value: number, other: number) => boolean>} */
const SIGNS = {
  "<=": (value, other) => value <= other,
  ">=": (value, other) => value >= other,
  "<": (value, other) => value < other,
  ">": (value, other) => value > other,
  "==": (value, other) => value === other,
};

export class ModifyStep extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { event: name } = this.dataset;
    document.addEventListener("stage-change", (event) => this.#look(/** @type {CustomEvent} */ (event).detail), {
      signal,
    });
    document.addEventListener(
      "modified",
      (event) => {
        if (name && /** @type {CustomEvent} */ (event).detail?.name === name) this.#done();
      },
      { signal },
    );
    progress.addEventListener("change", () => this.#show(), { signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {import("./stage-gate.js").StageChange} change */
  #look({ settings }) {
    const { setting, sign, number } = this.dataset;
    if (!setting || this.#at !== undefined) return;
    const value = setting === "lanes" ? settings.lanes.length : settings[/** @type {"interval"} */ (setting)];
    if (SIGNS[sign ?? ""]?.(Number(value), Number(number))) this.#done();
  }

  get #at() {
    return progress.lesson(lessonOf(this)).modified[this.dataset.id ?? ""];
  }

  #done() {
    if (this.#at === undefined) progress.modify(lessonOf(this), this.dataset.id ?? "");
  }

  #show() {
    const done = this.#at !== undefined;
    if (this.hasAttribute("data-done") && done) return;
    this.toggleAttribute("data-done", done);
    const state = /** @type {HTMLElement} */ (this.querySelector(".modify-state"));
    state.replaceChildren(done ? verdict(true, "done") : "the page notices when it is done");
    const then = this.querySelector(".modify-then");
    if (done && then) {
      then.setAttribute("role", "status");
      this.append(then);
    }
  }
}

customElements.define("modify-step", ModifyStep);
