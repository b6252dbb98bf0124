/**
 * A lesson's demo and the bar that starts and stops its run. Run is locked until the predictions named by the element's
 * `gate` are in. What else ends it: run.js.
 */

import { untilAnswered, watchGate } from "./lesson.js";
import { button, make } from "./make.js";
import { Run } from "./run.js";

export class DemoRun {
  /** Run or Stop, and a word about it. */
  bar = make("div", { class: "stage-gate-bar" });
  #says = make("p", { class: "stage-gate-says", role: "status" });
  #run;
  /** @type {string[]} predictions that are still to be answered */
  #left = [];

  /**
   * @param {HTMLElement} element
   * @param {object} demo
   * @param {(signal: AbortSignal) => Promise<void>} demo.start opens what it needs; `signal` is aborted at the end. What it
   *   throws is told to the reader
   * @param {() => void} demo.show brings the element into the state `on` says
   * @param {boolean} [demo.greedy] it takes all connections on purpose (run.js)
   */
  constructor(element, { start, show, greedy = false }) {
    this.element = element;
    this.#run = new Run(element, (why) => this.#ended(why), { greedy });
    this.start = start;
    this.show = show;
  }

  get on() {
    return this.#run.on;
  }

  /** The element has come into the page. @returns {AbortSignal} aborted when it leaves */
  enter() {
    const leaving = this.#run.enter();
    watchGate(this.element, this.element.getAttribute("gate"), (left) => this.#lock(left), leaving);
    return leaving;
  }

  leave() {
    this.#run.leave();
  }

  /** @param {string} [why] it ended, for the reader */
  end(why = "") {
    this.#run.end(why);
  }

  /** @param {string} why */
  #ended(why) {
    this.#draw();
    this.say(why);
    this.show();
  }

  /** @param {string} words for the reader */
  say(words) {
    this.#says.textContent = words;
  }

  /** @param {string[]} left */
  #lock(left) {
    this.#left = left;
    this.#draw();
  }

  async #begin() {
    const signal = this.#run.begin();
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
    act.disabled = this.#left.length > 0;
    this.bar.replaceChildren(act, this.#says);
    if (had) act.focus();
    if (this.#left.length === 0) this.say("");
    else this.#says.replaceChildren("Run is locked", ...untilAnswered(this.#left));
  }
}
