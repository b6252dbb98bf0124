/**
 * `<course-progress>`: the map of the course, with what this browser knows of each lesson: done, or where to go on.
 *
 * Also turns the page's "Start" (`data-continue`) into "Continue: …", and says how many review cards wait (`data-due`).
 */

import { progress } from "../dom/lesson.js";
import { verdict } from "../dom/make.js";
import { isDue } from "../lib/review.js";

export class CourseProgress extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    progress.addEventListener("change", () => this.#show(), { signal: this.#leaving.signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #rows() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("li[data-lesson]")]);
  }

  #show() {
    const kept = progress.kept;
    const next = this.#next(kept);
    for (const row of this.#rows()) {
      const state = /** @type {HTMLElement} */ (row.querySelector(".map-state"));
      state.dataset.minutes ??= state.textContent ?? "";
      const done = kept.lessons[row.dataset.lesson ?? ""]?.done_at;
      row.toggleAttribute("data-next", row === next);
      state.replaceChildren(done ? verdict(true, "done") : row === next ? "continue" : state.dataset.minutes);
    }
    if (next) this.#goOn(next, kept);
    this.#due(kept);
  }

  /**
   * Where to go on: the lesson read last, or when that is done the first one after it that is not.
   * @param {import("../lib/progress.js").Kept} kept
   */
  #next(kept) {
    const rows = this.#rows();
    const last = rows.findIndex((row) => row.dataset.lesson === kept.last);
    if (last < 0) return null;
    return rows.slice(last).find((row) => !kept.lessons[row.dataset.lesson ?? ""]?.done_at) ?? null;
  }

  /**
   * @param {HTMLElement} row
   * @param {import("../lib/progress.js").Kept} kept
   */
  #goOn(row, kept) {
    const way = document.querySelector("a[data-continue]");
    const link = row.querySelector("a");
    if (!(way instanceof HTMLAnchorElement) || !link) return;
    const { lesson: slug = "", title } = row.dataset;
    const anchor = kept.lessons[slug]?.anchor;
    way.textContent = `Continue: ${title}`;
    way.href = `/lessons/${slug}${anchor ? `#${anchor}` : ""}`;
    link.href = way.href;
  }

  /** @param {import("../lib/progress.js").Kept} kept */
  #due({ cards }) {
    const due = Object.values(cards).filter((card) => isDue(card, Date.now())).length;
    const way = document.querySelector("a[data-due]");
    if (way && due > 0) way.textContent = due === 1 ? "One card to review" : `${due} cards to review`;
  }
}

customElements.define("course-progress", CourseProgress);
