/**
 * `<quick-check>`: a question, and for every answer the reason. One choice, several, an order, or a program of lines.
 *
 * The server writes the choices and, folded, the reasons; this adds the means to answer. One may try again: nothing is
 * graded. What was answered right stays shown on the next visit.
 */

import { lessonOf, progress } from "../dom/lesson.js";
import { button, make, verdict } from "../dom/make.js";
import { makeSortable } from "../dom/sortable.js";
import { judgeChoice, judgeMulti, judgeOrder, judgeProgram } from "../lib/answers.js";

export class QuickCheck extends HTMLElement {
  #built = false;

  connectedCallback() {
    if (this.#built) return;
    this.#built = true;
    const { kind } = this.dataset;
    if (kind === "choice" || kind === "multi") this.#buildInputs(kind === "multi");
    else this.#buildOrder(kind === "parsons");
    this.#buildActions();
    if (progress.lesson(lessonOf(this)).checks[this.#id]) this.setAttribute("data-answered", "");
  }

  get #id() {
    return this.dataset.id ?? "";
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector(".choices"));
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll(":scope > .choice")]);
  }

  /** @param {boolean} multi */
  #buildInputs(multi) {
    this.#list.setAttribute("role", multi ? "group" : "radiogroup");
    this.#list.setAttribute("aria-labelledby", `${this.id}-question`);
    for (const item of this.#items()) {
      item.setAttribute("role", "presentation");
      const input = make("input", { type: multi ? "checkbox" : "radio", name: this.id, value: item.dataset.number });
      input.addEventListener("change", () => this.#changed());
      item.replaceChildren(make("label", {}, input, make("span", {}, ...item.childNodes)));
    }
  }

  /** @param {boolean} program */
  #buildOrder(program) {
    if (program) {
      const divider = make("li", { class: "divider", "data-divider": true }, "Lines below this one are left out.");
      this.#list.append(divider);
      for (const item of this.#items()) item.dataset.indent = "0";
    }
    makeSortable(this.#list, { changed: () => this.#changed(), indents: program });
    const hint = program
      ? "Drag the lines by their grips, sideways to indent; or use the arrow keys on a grip."
      : "Drag the rows by their grips, or use the arrow keys on a grip.";
    this.#list.before(make("p", { class: "check-hint" }, hint));
  }

  #buildActions() {
    const check = button("Check", () => this.#check());
    check.disabled = this.dataset.kind === "choice" || this.dataset.kind === "multi";
    this.querySelector(".check-actions")?.append(check, make("p", { class: "check-says", role: "status" }));
  }

  /** A new answer: what was said of the old one goes. */
  #changed() {
    for (const told of this.querySelectorAll(".told")) told.remove();
    const says = this.querySelector(".check-says");
    says?.replaceChildren();
    const check = this.querySelector(".check-actions button");
    if (check instanceof HTMLButtonElement)
      check.disabled = this.querySelector("input") !== null && this.#chosen().length === 0;
  }

  #chosen() {
    return [...this.querySelectorAll("input")].filter((input) => input.checked).map((input) => Number(input.value));
  }

  #check() {
    this.#changed();
    const judged = this.#judge();
    for (const item of this.#items()) this.#tell(item, judged.parts.get(Number(item.dataset.number)), judged.right);
    const says = judged.says ?? (judged.right ? "" : SAYS[this.dataset.kind ?? ""]);
    const status = this.querySelector(".check-says");
    status?.append(verdict(judged.right), says ? ` ${says}` : "");
    this.setAttribute("data-answered", "");
    progress.check(lessonOf(this), this.#id, judged.right);
    status?.scrollIntoView({ block: "nearest" }); // what is said of single lines pushes it down
    this.dispatchEvent(new CustomEvent("checked", { bubbles: true, detail: { id: this.#id, right: judged.right } }));
  }

  #judge() {
    const { kind } = this.dataset;
    const choices = this.#choices();
    if (kind === "choice") return judgeChoice(choices, this.#chosen()[0] ?? -1);
    if (kind === "multi") return judgeMulti(choices, this.#chosen());
    const order = this.#items().map((item) => Number(item.dataset.number));
    return kind === "order" ? judgeOrder(order) : judgeProgram(choices, this.#program());
  }

  /** The choices as the reasons have them, in the order of the quiz. */
  #choices() {
    return this.#reasons().map((reason) => ({
      right: reason.hasAttribute("data-right"),
      text: reason.querySelector("code")?.textContent ?? undefined,
      indent: Number(reason.querySelector("code")?.dataset.indent ?? 0),
    }));
  }

  #reasons() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".reasons li")]);
  }

  /** The lines above the divider. */
  #program() {
    const all = [...this.#list.children];
    const end = all.findIndex((item) => item.hasAttribute("data-divider"));
    const used = /** @type {HTMLElement[]} */ (all.slice(0, end));
    return used.map((item) => ({ number: Number(item.dataset.number), indent: Number(item.dataset.indent) }));
  }

  /**
   * Says of one choice whether it is right, and why.
   * @param {HTMLElement} item
   * @param {boolean | undefined} right undefined: nothing to say of it by itself
   * @param {boolean} all whether the whole answer is right
   */
  #tell(item, right, all) {
    const ordered = this.dataset.kind === "order" || this.dataset.kind === "parsons";
    if (right === undefined || (this.dataset.kind === "parsons" && !all && right)) return;
    if (this.dataset.kind === "parsons" && !all && this.#choices()[Number(item.dataset.number)]?.right) return;
    const told = make("div", { class: "told" }, ordered && all ? "" : verdict(right));
    const why = this.#reasons()[Number(item.dataset.number)]?.querySelector(".why");
    if (why?.textContent && (!ordered || all || this.dataset.kind === "parsons")) {
      told.append(make("p", { class: "why" }, ...why.cloneNode(true).childNodes));
    }
    item.append(told);
  }
}

/** @type {Record<string, string>} */
const SAYS = {
  choice: "Choose another, and check again.",
  multi: "Change your choice, and check again.",
  order: "Move what is not at its place, and check again.",
};

customElements.define("quick-check", QuickCheck);
