/**
 * A demo at work. It ends, and gives its connections back, when it is told to, when the tab is hidden, when another demo
 * or stage of the page starts, when its element leaves the page, and when the reader is about to. A demo that works with
 * the page's stage does not end when that starts, and leaves it to the stage to tell the others.
 */

export class Run {
  #leaving = new AbortController();
  /** @type {AbortController | null} */
  #working = null;

  /**
   * @param {HTMLElement} element
   * @param {(why: string) => void} ended called after each end, with a reason for the reader, or none
   * @param {{ withStage?: boolean }} [options] `withStage`: it works with the stage of the page
   */
  constructor(element, ended, { withStage = false } = {}) {
    this.element = element;
    this.ended = ended;
    this.withStage = withStage;
  }

  /** The element has come into the page. @returns {AbortSignal} aborted when it leaves */
  enter() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const hidden = () => document.hidden && this.end("Stopped, because the tab was hidden.");
    document.addEventListener("visibilitychange", hidden, { signal });
    document.addEventListener(
      "stage-run",
      ({ target }) => !this.#allows(target) && this.end("Stopped, because something else was started."),
      { signal },
    );
    return signal;
  }

  /** @param {EventTarget | null} started */
  #allows(started) {
    return started === this.element || (this.withStage && started instanceof Element && started.matches("stage-gate"));
  }

  leave() {
    this.end();
    this.#leaving.abort();
  }

  get on() {
    return this.#working !== null;
  }

  /** @returns {AbortSignal} aborted at the end */
  begin() {
    this.end();
    this.#working = new AbortController();
    // The next page needs a connection before this one is gone: six streams would hold it up for ever.
    addEventListener("beforeunload", () => this.end(), { signal: this.#working.signal });
    if (!this.withStage) this.element.dispatchEvent(new CustomEvent("stage-run", { bubbles: true }));
    return this.#working.signal;
  }

  end(why = "") {
    if (!this.#working) return;
    this.#working.abort();
    this.#working = null;
    this.ended(why);
  }
}
