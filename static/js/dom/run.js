/**
 * A demo at work. It ends, and gives its connections back, when it is told to, when the tab is hidden, when another demo
 * or stage of the page starts, when its element leaves the page, and when the reader is about to.
 */

export class Run {
  #leaving = new AbortController();
  /** @type {AbortController | null} */
  #working = null;

  /**
   * @param {HTMLElement} element
   * @param {(why: string) => void} ended called after each end, with a reason for the reader, or none
   */
  constructor(element, ended) {
    this.element = element;
    this.ended = ended;
  }

  /** The element has come into the page. @returns {AbortSignal} aborted when it leaves */
  enter() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const hidden = () => document.hidden && this.end("Stopped, because the tab was hidden.");
    document.addEventListener("visibilitychange", hidden, { signal });
    document.addEventListener(
      "stage-run",
      ({ target }) => target !== this.element && this.end("Stopped, because something else was started."),
      { signal },
    );
    return signal;
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
    this.element.dispatchEvent(new CustomEvent("stage-run", { bubbles: true }));
    return this.#working.signal;
  }

  end(why = "") {
    if (!this.#working) return;
    this.#working.abort();
    this.#working = null;
    this.ended(why);
  }
}
