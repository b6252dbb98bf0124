/**
 * `<typed-answer>`: the same answer asked for twice at the same moment, as a stream of words and in one piece. Both are
 * real; only the text and its pace are fixed. With `gate`, it waits for that prediction, and answers it with the time
 * that the first word took.
 */

import { lessonOf, watchGate } from "../../../js/dom/lesson.js";
import { button, make } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { duration, ms } from "../../../js/lib/format.js";
import { keep } from "../../../js/lib/kept.js";

/** The rail's length; the answer takes about four seconds. */
const RAIL_MS = 5_000;
/** An answer that is not closed is asked for again; so often, and then it is enough. */
const MOST_ASKED = 3;

/** One of the two answers: its text, its rail, its figures. */
class Pane {
  /** @type {number[]} ms from the question to each arrival */
  arrivals = [];
  text = make("p", { class: "typed" });
  #rail = make("div", { class: "answer-rail", "aria-hidden": "true" });
  #figures = make("p", { class: "answer-figures" });

  /** @param {string} title @param {string} style @param {string} unit what arrives */
  constructor(title, style, unit) {
    this.unit = unit;
    const head = make("h3", {}, title);
    this.element = make("section", { class: `answer ${style}` }, head, this.#rail, this.#figures, this.text);
    this.clear();
  }

  clear() {
    this.arrivals = [];
    this.text.textContent = "";
    this.#figures.textContent = "no word yet";
    const seconds = [0, 1, 2, 3, 4, 5].map((second) => place(make("small", {}, `${second}\u202fs`), second * 1_000));
    this.#rail.replaceChildren(...seconds);
  }

  /** @param {string} words @param {number} at ms since the question */
  arrived(words, at) {
    if (at <= RAIL_MS) this.#rail.append(place(make("i", {}), at));
    this.arrivals.push(at);
    this.text.append(`${this.text.textContent ? " " : ""}${words}`);
    const [first = 0] = this.arrivals;
    const last = this.arrivals.length > 1 ? `, latest after ${duration(at)}` : "";
    this.#figures.textContent = `first ${this.unit} after ${first < 1_000 ? ms(first) : duration(first)}${last}`;
  }
}

export class TypedAnswer extends HTMLElement {
  #run = new Run(this, (why) => this.#ended(why));
  #locked = false;
  #asked_at = 0;
  #asked = 0;
  /** ms since the question */
  #ended_at = 0;
  #streamed = new Pane("As a stream", "sse", "word");
  #whole = new Pane("In one piece", "whole", "word");
  #ask = button("Ask", () => (this.#run.on ? this.#run.end() : this.#begin()), "button primary");
  #closes = make("input", { type: "checkbox", checked: true });
  #says = make("p", { class: "demo-says", role: "status" });

  connectedCallback() {
    const leaving = this.#run.enter();
    const closes = make("label", { class: "tick" }, this.#closes, "Close the stream at its end");
    const bar = make("div", { class: "demo-bar" }, this.#ask, closes);
    this.replaceChildren(
      bar,
      this.#says,
      make("div", { class: "answers" }, this.#streamed.element, this.#whole.element),
    );
    watchGate(this, this.getAttribute("gate"), (left) => this.#lock(left.length > 0), leaving);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /** @param {boolean} locked */
  #lock(locked) {
    this.#locked = locked;
    this.#say(locked ? "Say first when the first word will be there." : "“What is an event stream?”");
    this.#show();
  }

  #begin() {
    const signal = this.#run.begin();
    for (const pane of [this.#streamed, this.#whole]) pane.clear();
    this.#asked_at = performance.now();
    this.#asked = 0;
    this.#say("Asked, twice at once.");
    this.#stream(signal);
    this.#fetch(signal);
    this.#show();
  }

  get #since() {
    return performance.now() - this.#asked_at;
  }

  get #address() {
    return `/lessons/${lessonOf(this)}/answer`;
  }

  /** @param {AbortSignal} signal */
  #stream(signal) {
    const source = keep(signal, new EventSource(this.#address));
    signal.addEventListener("abort", () => source.close());
    source.onopen = () => this.#opened();
    source.onmessage = ({ data }) => this.#heard(data);
    source.addEventListener("done", () => {
      if (!this.#closes.checked) return this.#say("The last word is there. The stream is left to end by itself.");
      source.close();
      this.#complete();
    });
    source.onerror = () => this.#broke(source.readyState === EventSource.CLOSED);
  }

  /** The stream is over: for the browser a line that broke. @param {boolean} closed it will not ask again */
  #broke(closed) {
    this.#ended_at = this.#since;
    if (closed || this.#asked === 0) this.#run.end("The server cannot be reached, or did not answer with a stream.");
    else if (this.#asked === MOST_ASKED) this.#run.end("Asked for three times, and made three times. That is enough.");
    else this.#say("The answer ended. The browser takes that for a broken line, and waits.");
  }

  /** An answer begins: the first, or one that nobody on this page has asked for. */
  #opened() {
    this.#asked += 1;
    if (this.#asked === 1) return;
    this.#streamed.text.append(make("br"), "Asked again:");
    this.#say(`${duration(this.#since - this.#ended_at)} after the end the browser asked again, by itself.`);
    if (this.#closes.checked) return; // a line that broke, not an end that was left
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "again" } }));
  }

  /** @param {string} word */
  #heard(word) {
    this.#streamed.arrived(word, this.#since);
    const { arrivals } = this.#streamed;
    const prediction = this.getAttribute("gate");
    if (arrivals.length !== 1 || !prediction) return;
    const value = Math.round(/** @type {number} */ (arrivals[0]));
    const detail = { prediction, value, samples: [value], n: 0 };
    this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail }));
  }

  /** @param {AbortSignal} signal */
  async #fetch(signal) {
    const held = keep(signal, { kind: "held", is: "asking" });
    try {
      const answer = await fetch(`${this.#address}?whole`, { signal });
      const text = await answer.text();
      held.is = "closed";
      if (!answer.ok) throw new Error();
      this.#whole.arrived(text, this.#since);
      this.#complete();
    } catch {
      if (!signal.aborted) this.#run.end("The server cannot be reached.");
    }
  }

  /** Both answers are there, unless one is still on its way or is to be asked for again. */
  #complete() {
    if (this.#whole.arrivals.length === 0 || !this.#closes.checked || !this.#run.on) return;
    if (this.#whole.text.textContent === this.#streamed.text.textContent)
      this.#run.end("Both are complete. In one piece, the first word came with the last.");
  }

  /** @param {string} why */
  #ended(why) {
    this.#say(why || "Stopped. What was not made yet is not made any more.");
    this.#show();
  }

  /** @param {string} words */
  #say(words) {
    this.#says.textContent = words;
  }

  #show() {
    this.#ask.disabled = this.#locked;
    this.#ask.textContent = this.#run.on ? "Stop" : "Ask";
  }
}

/**
 * Puts something on the rail.
 * @template {HTMLElement} T
 * @param {T} element
 * @param {number} at ms
 */
function place(element, at) {
  element.style.insetInlineStart = `${((at / RAIL_MS) * 100).toFixed(2)}%`;
  return element;
}

customElements.define("typed-answer", TypedAnswer);
