/**
 * `<review-cards>`: cards to recall. In a lesson, all of its cards; with `data-due`, of all lessons those due today.
 *
 * A card comes back a day after it was first opened, then after 3 and 7 days as long as it is known.
 */

import { progress } from "../dom/lesson.js";
import { button, make } from "../dom/make.js";
import { asked, begun, isDue, saysDue } from "../lib/review.js";

export class ReviewCards extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    for (const card of this.#cards()) {
      card.querySelector("details")?.addEventListener("toggle", (event) => this.#opened(card, event), { signal });
    }
    progress.addEventListener("change", () => this.#show(), { signal });
    this.#show(true);
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #cards() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".card")]);
  }

  /**
   * @param {HTMLElement} card
   * @param {Event} event
   */
  #opened(card, { currentTarget }) {
    if (!(currentTarget instanceof HTMLDetailsElement) || !currentTarget.open) return;
    const id = card.dataset.card ?? "";
    const state = progress.kept.cards[id];
    if (!state) progress.card(id, begun(Date.now()));
    if (state && isDue(state, Date.now())) this.#ask(card, state);
  }

  /**
   * @param {HTMLElement} card
   * @param {import("../lib/progress.js").CardState} state
   */
  #ask(card, state) {
    const answer = (/** @type {boolean} */ known) => {
      progress.card(card.dataset.card ?? "", asked(state, known, Date.now()));
      card.querySelector("summary")?.focus(); // the two buttons are gone
    };
    const knew = button("I knew it", () => answer(true));
    card.querySelector(".card-actions")?.replaceChildren(
      knew,
      button("Not yet", () => answer(false)),
    );
  }

  /** @param {boolean} [first] on arriving, cards that are not due stay away */
  #show(first = false) {
    const { cards } = progress.kept;
    const now = Date.now();
    for (const card of this.#cards()) {
      const state = cards[card.dataset.card ?? ""];
      const due = isDue(state, now);
      if ("due" in this.dataset && first) card.hidden = !due;
      if (state && !due) {
        const when = make(
          "p",
          { class: "card-when" },
          state.due_at === null ? "You know it." : `Comes back ${saysDue(state, now)}.`,
        );
        card.querySelector(".card-actions")?.replaceChildren(when);
      }
    }
    this.#count();
  }

  /** On the review page: how many wait, and what to do when none does. */
  #count() {
    const says = document.querySelector("[data-review-count]");
    if (!says || !("due" in this.dataset)) return;
    const kept = progress.kept.cards;
    const due = this.#cards().filter((card) => isDue(kept[card.dataset.card ?? ""], Date.now())).length;
    const seen = Object.keys(kept).length;
    says.textContent =
      due > 0
        ? saysWaiting(due)
        : seen > 0
          ? nextOne(kept)
          : "No card yet. Open one at the end of a lesson, and it comes back here a day later.";
  }
}

/** @param {number} due */
function saysWaiting(due) {
  return due === 1 ? "One card waits for you." : `${due} cards wait for you.`;
}

/** @param {Record<string, import("../lib/progress.js").CardState>} cards */
function nextOne(cards) {
  const next = Object.values(cards)
    .filter((card) => card.due_at !== null)
    .sort((one, other) => Number(one.due_at) - Number(other.due_at))[0];
  return next
    ? `Nothing is due. The next card comes ${saysDue(next, Date.now())}.`
    : "You know all cards you have opened.";
}

customElements.define("review-cards", ReviewCards);
