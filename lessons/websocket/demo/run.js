/**
 * A demo at work: begun by a click; ended, with all it opened, when the tab is hidden, when another demo of the page
 * begins (browsers have few connections to spare), or when the element leaves.
 */

export class Run {
  /** @type {AbortController | null} */
  #run = null;
  #leaving = new AbortController();

  /**
   * @param {HTMLElement} element
   * @param {() => void} ended called after the end, to show it
   */
  constructor(element, ended) {
    this.element = element;
    this.ended = ended;
  }

  /** The element is in the page. */
  watch() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    document.addEventListener("visibilitychange", () => document.hidden && this.end(), { signal });
    document.addEventListener("stage-run", (event) => event.target !== this.element && this.end(), { signal });
  }

  /** The element is no longer in the page. */
  leave() {
    this.end();
    this.#leaving.abort();
  }

  get on() {
    return this.#run !== null;
  }

  /** @returns {AbortSignal} aborted at the end */
  begin() {
    this.#run?.abort();
    this.#run = new AbortController();
    this.element.dispatchEvent(new CustomEvent("stage-run", { bubbles: true }));
    return this.#run.signal;
  }

  end() {
    if (!this.#run) return;
    this.#run.abort();
    this.#run = null;
    this.ended();
  }
}
