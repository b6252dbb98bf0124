/**
 * A lesson's demo at work, and the bar that starts it. Run is locked until the prediction named by the element's `gate` is
 * in. The demo ends, with all it opened, on Stop, when the tab is hidden, when another demo or stage of the page starts,
 * and when its element leaves the page.
 */

import { whenPredicted } from "./lesson.js";
import { button, make } from "./make.js";

export class DemoRun {
  /** Run or Stop, and a word about it. */
  bar = make("div", { class: "stage-gate-bar" });
  #says = make("p", { class: "stage-gate-says", role: "status" });
  #leaving = new AbortController();
  /** @type {AbortController | null} */
  #working = null;
  #locked;

  /**
   * @param {HTMLElement} element
   * @param {object} demo
   * @param {(signal: AbortSignal) => Promise<void>} demo.start opens what it needs; `signal` is aborted at the end. What it
   *   throws is told to the reader
   * @param {() => void} demo.show brings the element into the state `on` says
   */
  constructor(element, { start, show }) {
    this.element = element;
    this.start = start;
    this.show = show;
    this.#locked = element.hasAttribute("gate");
  }

  get on() {
    return this.#working !== null;
  }

  /** The element has come into the page. */
  enter() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const gate = this.element.getAttribute("gate");
    if (gate) whenPredicted(this.element, gate, () => this.#unlock(), signal);
    const hidden = () => document.hidden && this.end("Stopped, because the tab was hidden.");
    document.addEventListener("visibilitychange", hidden, { signal });
    const other = (/** @type {Event} */ { target }) =>
      target !== this.element && this.end("Stopped, because something else was started.");
    document.addEventListener("stage-run", other, { signal });
    this.#draw();
  }

  leave() {
    this.end();
    this.#leaving.abort();
  }

  /** @param {string} [why] it ended, for the reader */
  end(why = "") {
    if (!this.#working) return;
    this.#working.abort();
    this.#working = null;
    this.#draw();
    this.say(why);
    this.show();
  }

  /** @param {string} words for the reader */
  say(words) {
    this.#says.textContent = words;
  }

  #unlock() {
    this.#locked = false;
    this.#draw();
  }

  async #begin() {
    this.#working = new AbortController();
    const { signal } = this.#working;
    this.element.dispatchEvent(new CustomEvent("stage-run", { bubbles: true }));
    this.#draw();
    this.say("Opening the connections.");
    this.show();
    try {
      await this.start(signal);
      if (!signal.aborted) this.say("");
    } catch (error) {
      if (!signal.aborted) this.end(error instanceof TypeError ? "The server cannot be reached." : String(error));
    }
  }

  #draw() {
    const had = this.bar.contains(document.activeElement);
    const act = this.on ? button("Stop", () => this.end()) : button("Run", () => this.#begin(), "button primary");
    act.disabled = this.#locked;
    this.bar.replaceChildren(act, this.#says);
    if (had) act.focus();
    if (!this.#locked) return this.say("");
    const link = make("a", { href: `#predict-${this.element.getAttribute("gate")}` }, "the prediction");
    this.#says.replaceChildren("Run is locked until you answer ", link, ".");
  }
}
