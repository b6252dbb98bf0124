/**
 * `<stream-parser>`: the learner writes an event stream, the server sends it as it is, and the browser's own EventSource
 * reads it. What it fired stands beside what the rules of the standard say, line by line.
 *
 * With `gate`, nothing is told until that prediction is in; it is answered by the number of events the browser fired
 * for the stream that the page shows. Says "modified" with the name "endings" when that stream was sent with lines that end
 * in CR LF, without a byte order mark and with one; "goal" when an event of that type with two lines of data has fired.
 */

import { lessonOf, watchGate } from "../../../js/dom/lesson.js";
import { button, make } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { bytes, counted } from "../../../js/lib/format.js";
import { readWhole } from "../../../js/lib/wire/event-stream.js";
import { endRow, firedItem, lineRow, lineTable } from "./lines.js";

/** @typedef {import("../../../js/lib/wire/event-stream.js").Fired} Fired */

/** Streams to begin with, by their names; the first is the one of the page. */
const EXAMPLES = {
  "the seven blocks": "",
  "a type of its own": "event: goal\ndata: 2 : 1\n\n",
  "retry, in three ways": "retry: 5000\n\nretry: soon\n\nretry: 5s\ndata: which one counts?\n\n",
  "spaces and colons": "data:no space\n\ndata:  two spaces\n\ndata: a: b\n\ndata\n\n",
  "a misspelt field": "date: 2026\nid: 1\n\nDATA: capitals\n\n data: a space before\n\n",
  "the forgotten blank line": "data: first\nid: 1\ndata: second\nid: 2\n\n",
};
const ENDINGS = { LF: "\n", "CR LF": "\r\n", CR: "\r" };
/** Bytes of a written stream in an address; the server takes 8 KiB of request line. */
const MOST_BYTES = 7_000;

export class StreamParser extends HTMLElement {
  #run = new Run(this, () => this.#show());
  #locked = false;
  /** @type {Fired[] | null} what the browser fired; null before */
  #fired = null;
  #ending = "LF";
  /** Whether the page's stream was sent with CR LF, without a mark (false) and with one (true). @type {Set<boolean>} */
  #sent = new Set();

  #choice = make("select", {});
  #marked = make("input", { type: "checkbox" });
  #area = make("textarea", { rows: 17, spellcheck: "false", maxlength: 1_500, autocapitalize: "off" });
  #title = make("span", {});
  #send = button("Send it", () => this.#ask(), "button primary");
  #says = make("p", { class: "demo-says", role: "status" });
  #events = make("ol", { class: "fired" });
  #rules = make("div", { class: "rules" });
  #lines = lineTable("The stream, line by line");

  connectedCallback() {
    const leaving = this.#run.enter();
    if (!this.querySelector(".demo-bar")) this.#build();
    watchGate(this, this.getAttribute("gate"), (left) => this.#lock(left.length > 0), leaving);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  #build() {
    for (const name of Object.keys(EXAMPLES)) this.#choice.append(make("option", {}, name));
    this.#choice.addEventListener("change", () => this.#begin());
    for (const part of [this.#area, this.#marked]) part.addEventListener("input", () => this.#changed());
    const mark = make("label", { class: "tick" }, this.#marked, "byte order mark");
    const from = make("label", {}, "Begin with ", this.#choice);
    const bar = make("div", { class: "demo-bar" }, this.#send, from, this.#endingChoice(), mark);
    const writes = make("label", { class: "writes" }, this.#title, this.#area);
    const told = make("div", { class: "reader" }, make("h3", {}, "Your browser fired"), this.#events);
    const scroll = make("div", { class: "line-scroll", tabindex: 0, role: "group", "aria-label": "The lines" });
    scroll.append(this.#lines.table);
    this.#rules.append(make("h3", {}, "What the rules say"), scroll);
    this.replaceChildren(bar, this.#says, make("div", { class: "beside" }, writes, told), this.#rules);
    this.#begin();
  }

  #endingChoice() {
    const choice = make("fieldset", { class: "segmented", "aria-label": "Line endings" });
    for (const word of Object.keys(ENDINGS)) {
      const input = make("input", { type: "radio", name: "ending", checked: word === this.#ending });
      input.addEventListener("change", () => {
        this.#ending = word;
        this.#changed();
      });
      choice.append(make("label", {}, input, word));
    }
    return choice;
  }

  /** The stream that the page shows above. */
  get #sample() {
    return this.closest(".lesson")?.querySelector(".wire")?.textContent ?? "";
  }

  #begin() {
    const { value } = this.#choice;
    this.#area.value = EXAMPLES[/** @type {keyof typeof EXAMPLES} */ (value)] || this.#sample;
    this.#changed();
  }

  /** @param {boolean} locked */
  #lock(locked) {
    this.#locked = locked;
    this.#show();
  }

  #changed() {
    this.#run.end();
    this.#fired = null;
    this.#show();
  }

  /** The stream with the chosen line endings. */
  get #text() {
    const ending = ENDINGS[/** @type {keyof typeof ENDINGS} */ (this.#ending)];
    return (this.#marked.checked ? "\ufeff" : "") + this.#area.value.replaceAll("\n", ending);
  }

  /** Has the browser's own EventSource read it. */
  #ask() {
    const query = encodeURIComponent(this.#text);
    if (query.length > MOST_BYTES) return this.#say("That is more than fits into one address. Take some away.");
    const signal = this.#run.begin();
    /** @type {Fired[]} */
    const fired = [];
    const source = new EventSource(`/lessons/${lessonOf(this)}/stream?text=${query}`);
    signal.addEventListener("abort", () => source.close());
    const types = new Set(["message", ...readWhole(this.#text).fired.map(({ type }) => type)]);
    for (const type of types)
      source.addEventListener(type, (event) => {
        // An event of the stream may be called "open" or "error", as the source's own are.
        if (event instanceof MessageEvent) fired.push({ type, data: event.data, lastEventId: event.lastEventId });
      });
    source.addEventListener("error", (event) => {
      if (event instanceof MessageEvent || signal.aborted) return;
      this.#fired = fired; // The stream is over. Without close() the browser would ask again.
      this.#run.end();
      this.#tell(fired);
    });
  }

  /** @param {Fired[]} fired */
  #tell(fired) {
    const prediction = this.getAttribute("gate");
    const sample = this.#area.value.trimEnd() === this.#sample.trimEnd();
    if (prediction && sample)
      this.#dispatch("measured", { prediction, value: fired.length, samples: [], n: fired.length });
    if (sample && this.#ending === "CR LF") this.#sent.add(this.#marked.checked);
    if (this.#sent.size === 2) this.#dispatch("modified", { name: "endings" });
    if (fired.some(({ type, data }) => type === "goal" && data.includes("\n")))
      this.#dispatch("modified", { name: "goal" });
  }

  /** @param {string} name @param {object} detail */
  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** @param {string} words */
  #say(words) {
    this.#says.textContent = words;
  }

  #show() {
    this.#send.disabled = this.#locked;
    this.#rules.hidden = this.#fired === null;
    const read = readWhole(this.#text);
    this.#lines.body.replaceChildren(...read.lines.map(lineRow));
    const { unfinished } = read;
    if (!read.isAtRest) this.#lines.body.append(endRow(unfinished));
    this.#title.textContent = `Your stream, ${bytes(read.offset)}`;
    const fired = this.#fired ?? [];
    this.#events.replaceChildren(...fired.map(firedItem));
    if (fired.length === 0)
      this.#events.append(make("li", { class: "quiet" }, this.#fired ? "Nothing." : "Not yet sent."));
    if (this.#locked) this.#say("Say first how many of the seven blocks fire.");
    else if (!this.#fired) this.#say("Change what you like, and send it.");
    else this.#say(verdict(this.#fired, read.fired));
  }
}

/**
 * Whether browser and rules agree, in a sentence.
 * @param {Fired[]} browser
 * @param {Fired[]} rules
 */
function verdict(browser, rules) {
  const heard = `Your browser fired ${counted(browser.length, "event")}`;
  const same = JSON.stringify(browser) === JSON.stringify(rules);
  return same
    ? `${heard}, as the rules say.`
    : `${heard}; by the rules below it should be ${counted(rules.length, "event")}.`;
}

customElements.define("stream-parser", StreamParser);
