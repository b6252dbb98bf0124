/**
 * `<step-rail>`: the steps of a lesson as a rail with marks. Filled: done. Thick ring: here. Thin ring: ahead.
 *
 * It is also what keeps the progress of the lesson: it listens to predictions, runs, changes and checks, and notes
 * where the reader is, so that they come back there.
 */

import { lessonOf, progress } from "../dom/lesson.js";

export class StepRail extends HTMLElement {
  #leaving = new AbortController();
  /** How many predictions, changes and checks of the lesson were answered when that was looked at last. */
  #answered = 0;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.slug = lessonOf(this);
    for (const [type, step] of Object.entries(DONE_BY)) {
      document.addEventListener(type, () => this.#look(step), { signal });
    }
    progress.addEventListener("change", () => this.#show(), { signal });
    this.#watch(signal);
    this.#makeWay(signal);
    this.#show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #steps() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("li")]);
  }

  get #sections() {
    return /** @type {HTMLElement[]} */ ([...document.querySelectorAll("section.step")]);
  }

  /** @param {AbortSignal} signal */
  #watch(signal) {
    const here = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) if (isIntersecting) this.#arrive(target);
      },
      { rootMargin: "-30% 0px -65% 0px" },
    );
    for (const section of this.#sections) here.observe(section);
    const read = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.#done(target.closest("section")?.dataset.step ?? "");
      }
    });
    for (const section of this.#sections) {
      const last = section.lastElementChild;
      if (last && READ.has(section.dataset.step ?? "")) read.observe(last);
    }
    signal.addEventListener("abort", () => {
      here.disconnect();
      read.disconnect();
    });
  }

  /** Notes when something wide lies over the rail, which stays at the top of the window. @param {AbortSignal} signal */
  #makeWay(signal) {
    const over = new Set();
    const below = innerHeight - Number(this.querySelector("nav")?.offsetHeight) - 2 * TOP;
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) over[isIntersecting ? "add" : "delete"](target);
        this.toggleAttribute("data-covered", over.size > 0);
      },
      { rootMargin: `0px 0px ${-Math.max(below, 0)}px 0px` },
    );
    for (const wide of document.querySelectorAll(WIDE)) observer.observe(wide);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /** The reader is in this section now. @param {Element} section */
  #arrive(section) {
    const { step } = /** @type {HTMLElement} */ (section).dataset;
    const links = this.querySelectorAll("a");
    for (const link of links) link.removeAttribute("aria-current");
    this.querySelector(`[data-step="${step}"] a`)?.setAttribute("aria-current", "step");
    const anchor = section.querySelector("h2")?.id;
    if (anchor && this.slug) progress.at(this.slug, anchor);
  }

  /** A step is done when all that it asks for is. @param {string} step */
  #look(step) {
    const lesson = progress.lesson(this.slug ?? "");
    const asked = [...document.querySelectorAll(ASKS[step] ?? "none")];
    const ids = asked.map((element) => /** @type {HTMLElement} */ (element).dataset.id ?? "");
    const answered = { predict: lesson.predictions, modify: lesson.modified, check: lesson.checks }[step];
    if (!answered || ids.every((id) => id in answered)) this.#done(step);
  }

  /** @param {string} step */
  #done(step) {
    const steps = this.#steps.map((one) => one.dataset.step ?? "");
    if (!this.slug || !steps.includes(step) || step in progress.lesson(this.slug).steps) return;
    progress.step(this.slug, step, steps);
  }

  #show() {
    const { steps, predictions, modified, checks } = progress.lesson(this.slug ?? "");
    const answered = [predictions, modified, checks].flatMap(Object.keys).length;
    // Erased, on another page or in another tab: the answers and the open Run that stand here still were of before.
    if (answered < this.#answered) location.reload();
    this.#answered = answered;
    for (const item of this.#steps) {
      const done = (item.dataset.step ?? "") in steps;
      item.toggleAttribute("data-done", done);
      let word = item.querySelector(".visually-hidden");
      if (done && !word) {
        word = document.createElement("span");
        word.className = "visually-hidden";
        word.textContent = " (done)";
        item.querySelector("a")?.append(word);
      } else if (!done) word?.remove();
    }
  }
}

/** Where the rail stays, px from the top of the window. */
const TOP = 24;

/** What reaches over the column of the rail. */
const WIDE = ".lesson-body :is(.wide, .full, .code-beside:not(.alone))";

/** Which event may complete which step. */
const DONE_BY = { predicted: "predict", "stage-change": "run", measured: "run", modified: "modify", checked: "check" };

/** What a step asks for. @type {Record<string, string>} */
const ASKS = { predict: "predict-card:not([data-against])", modify: "modify-step", check: "quick-check" };

/** Steps that are done by reading to their end. */
const READ = new Set(["explain", "cards"]);

customElements.define("step-rail", StepRail);
