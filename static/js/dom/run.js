/**
 * A demo at work. It ends, and gives its connections back, when it is told to, when the tab is hidden, when another demo
 * or stage of the page starts, when its element leaves the page, and when the reader is about to. A demo that works with
 * the page's stage does not end when that starts, and leaves it to the stage to tell the others.
 *
 * While it runs, a quiet line of its element says how many of the browser's connections it keeps open (`lib/kept.js`). It
 * shares them with the stages and demos of other tabs: when one that begins later needs them, it ends.
 */

import { count } from "../lib/kept.js";
import { share } from "./sharing.js";

const GAVE_WAY =
  "Stopped: another tab was started, and a browser has six connections to this site, for all tabs. Start it again to go on here.";

/** A line that breaks, or comes back, says nothing to whoever counts. */
const LOOK_EVERY_MS = 250;

export class Run {
  #leaving = new AbortController();
  /** @type {AbortController | null} */
  #working = null;

  /**
   * @param {HTMLElement} element
   * @param {(why: string) => void} ended called after each end, with a reason for the reader, or none
   * @param {{ withStage?: boolean, greedy?: boolean }} [options] `withStage`: it works with the stage of the page;
   *   `greedy`: it takes all connections on purpose, so it shares none, and counts them itself
   */
  constructor(element, ended, { withStage = false, greedy = false } = {}) {
    this.element = element;
    this.ended = ended;
    this.withStage = withStage;
    this.greedy = greedy;
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

  /** @returns {AbortSignal} aborted at the end; what is opened is kept under it */
  begin() {
    this.end();
    this.#working = new AbortController();
    const { signal } = this.#working;
    // The next page needs a connection before this one is gone: six streams would hold it up for ever.
    addEventListener("beforeunload", () => this.end(), { signal });
    if (!this.withStage) this.element.dispatchEvent(new CustomEvent("stage-run", { bubbles: true }));
    if (!this.greedy) this.#count(signal);
    return signal;
  }

  /** Shows and shares what is kept open until the end. @param {AbortSignal} signal */
  #count(signal) {
    const meter = document.createElement("connection-meter");
    meter.className = "demo-connections";
    const holds = share(() => this.end(GAVE_WAY), signal);
    const now = count(signal, look);
    let most = 0;
    function look() {
      const { held, sockets } = now();
      most = Math.max(most, held);
      holds(most); // A stream that is away comes back, and finds its connection.
      if (held + sockets === 0) return meter.removeAttribute("held");
      meter.setAttribute("sockets", String(sockets));
      meter.setAttribute("held", String(held));
    }
    this.element.append(meter);
    const looking = setInterval(look, LOOK_EVERY_MS);
    signal.addEventListener("abort", () => {
      clearInterval(looking);
      meter.remove();
    });
  }

  end(why = "") {
    if (!this.#working) return;
    this.#working.abort();
    this.#working = null;
    this.ended(why);
  }
}
