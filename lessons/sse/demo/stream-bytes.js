/**
 * `<stream-bytes>`: opens a real stream and takes it apart byte by byte while it arrives, as fast as it comes or slowly
 * enough to be read along. The reader publishes into it.
 */

import { onFrame } from "../../../js/dom/frames.js";
import { button, make } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { counted, sentence, bytes as size } from "../../../js/lib/format.js";
import { keep } from "../../../js/lib/kept.js";
import { EventStream } from "../../../js/lib/wire/event-stream.js";
import { firedItem, lineRow, lineTable } from "./lines.js";

/** Bytes a second, by what the choice is called. */
const PACES = { "as it comes": Number.POSITIVE_INFINITY, "20 bytes a second": 20 };
/** Lines and events that stay on the page. */
const KEPT = { lines: 120, events: 4 };

export class StreamBytes extends HTMLElement {
  #run = new Run(this, (why) => this.#ended(why));
  #stream = new EventStream();
  /** @type {number[]} come, but not read yet */
  #waiting = [];
  #pace = Number.POSITIVE_INFINITY;
  #allowed = 0;
  #read_at = 0;
  /** @type {{ room: string, key: string } | null} */
  #place = null;

  #open = button("Open the stream", () => (this.#run.on ? this.#run.end() : this.#begin()), "button primary");
  #publish = button("Publish", () => this.#send());
  #text = make("input", { type: "text", value: "hello", maxlength: 60, autocomplete: "off", spellcheck: "false" });
  #says = make("p", { class: "demo-says", role: "status" });
  #lines = lineTable("Lines of the stream");
  #partial = make("p", { class: "partial" });
  #hand = make("dl", { class: "hand" });
  #events = make("ol", { class: "fired" });
  #head = make("p", { class: "answer-head" });

  connectedCallback() {
    const leaving = this.#run.enter();
    if (!this.querySelector(".demo-bar")) this.#build();
    const stop = onFrame((time) => this.#frame(time));
    leaving.addEventListener("abort", stop);
    this.#show();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  #build() {
    const form = make("form", {}, make("label", {}, "Data ", this.#text), this.#publish);
    this.#publish.type = "submit";
    form.addEventListener("submit", (event) => event.preventDefault());
    const bar = make("div", { class: "demo-bar" }, this.#open, form, this.#paceChoice());
    const scroll = make("div", { class: "line-scroll", tabindex: 0, role: "group", "aria-label": "The stream" });
    scroll.append(this.#head, this.#lines.table, this.#partial);
    const aside = make("div", { class: "reader" });
    aside.append(
      make("h3", {}, "In the reader’s hand"),
      this.#hand,
      make("h3", {}, "Fired, latest first"),
      this.#events,
    );
    this.replaceChildren(bar, this.#says, make("div", { class: "beside" }, scroll, aside));
  }

  #paceChoice() {
    const choice = make("fieldset", { class: "segmented", "aria-label": "Reading pace" });
    for (const [word, pace] of Object.entries(PACES)) {
      const input = make("input", { type: "radio", name: "pace", checked: pace === this.#pace });
      input.addEventListener("change", () => {
        this.#pace = pace;
      });
      choice.append(make("label", {}, input, word));
    }
    return choice;
  }

  async #begin() {
    const signal = this.#run.begin();
    this.#stream = new EventStream();
    this.#waiting = [];
    this.#lines.body.replaceChildren();
    this.#events.replaceChildren();
    this.#show();
    this.#say("Opening.");
    try {
      const made = await fetch("/rooms", { method: "POST", signal });
      if (!made.ok) throw new Error((await made.json()).error.message);
      this.#place = await made.json();
      await this.#listen(signal);
      this.#run.end("The server ended the answer.");
    } catch (error) {
      if (!signal.aborted) this.#run.end(error instanceof Error ? error.message : String(error));
    }
  }

  /** Reads the answer as it comes, until it ends. @param {AbortSignal} signal */
  async #listen(signal) {
    keep(signal, { kind: "stream", is: "open" }); // The run ends with it.
    const answer = await fetch(`${this.#topic}/sse?after=0`, { signal });
    if (!answer.ok || !answer.body) throw new Error((await answer.json()).error.message);
    const fields = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
    this.#head.replaceChildren(make("code", {}, [`HTTP ${answer.status}`, ...fields].join("\n")));
    this.#say("Open. Nothing has happened yet: publish something.");
    this.#show();
    const reader = answer.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) this.#waiting.push(...part.value);
  }

  async #send() {
    if (!this.#place || !this.#run.on) return;
    const headers = { Authorization: `Bearer ${this.#place.key}`, "Content-Type": "application/json" };
    const body = JSON.stringify({ data: this.#text.value });
    try {
      const answer = await fetch(this.#topic, { method: "POST", headers, body });
      if (!answer.ok) this.#say((await answer.json()).error.message);
    } catch {
      this.#say("The server cannot be reached.");
    }
  }

  get #topic() {
    return `/rooms/${this.#place?.room}/topics/wire`;
  }

  /** @param {number} time of the frame, ms */
  #frame(time) {
    const passed_s = Math.min(time - this.#read_at, 250) / 1_000;
    this.#read_at = time;
    if (this.#waiting.length === 0) return;
    this.#allowed = Math.min(this.#allowed + passed_s * this.#pace, this.#waiting.length);
    const now = Math.floor(this.#allowed);
    if (now === 0) return;
    this.#allowed = Number.isFinite(this.#pace) ? this.#allowed - now : 0;
    for (const byte of this.#waiting.splice(0, now)) this.#take(byte);
    this.#show();
    const scroll = /** @type {HTMLElement} */ (this.#partial.parentElement);
    scroll.scrollTop = scroll.scrollHeight;
  }

  /** @param {number} byte */
  #take(byte) {
    const line = this.#stream.read(byte);
    if (!line) return;
    const { body } = this.#lines;
    body.append(lineRow(line));
    while (body.rows.length > KEPT.lines) body.rows[0]?.remove();
    if (line.fired) this.#fire(line.fired);
  }

  /** @param {import("../../../js/lib/wire/event-stream.js").Fired} fired */
  #fire(fired) {
    this.#events.prepend(firedItem(fired));
    while (this.#events.children.length > KEPT.events) this.#events.lastElementChild?.remove();
    const around = this.#around();
    this.#say(`${sentence(counted(this.#stream.fired.length, "event"))} fired. The last block: ${around}.`);
  }

  /** How much of the last block is data, and how much is there to carry it. */
  #around() {
    const { lines } = this.#stream;
    const before = lines.slice(0, -1).findLastIndex(({ kind }) => kind === "blank");
    const block = lines.slice(before + 1);
    const all = block.reduce((sum, line) => sum + line.size, 0);
    const data = new TextEncoder().encode(this.#stream.fired.at(-1)?.data ?? "").length;
    return `${size(data)} of data, ${size(all - data)} around it`;
  }

  /** @param {string} why */
  #ended(why) {
    this.#place = null;
    this.#say(why || "Closed.");
    this.#show();
  }

  /** @param {string} words */
  #say(words) {
    this.#says.textContent = words;
  }

  #show() {
    const { hand, unfinished, offset } = this.#stream;
    this.#open.textContent = this.#run.on ? "Close the stream" : "Open the stream";
    this.#open.classList.toggle("primary", !this.#run.on);
    this.#publish.disabled = !this.#run.on;
    const waits = this.#waiting.length;
    const count = make("span", {}, `${size(offset)} read${waits ? `, ${size(waits)} waiting` : ""}`);
    this.#partial.replaceChildren(make("code", {}, unfinished, make("span", { class: "caret" })), count);
    const rows = { data: hand.data.replace(/\n$/, ""), type: hand.type, id: hand.id };
    const cells = Object.entries(rows).flatMap(([name, value]) => [
      make("dt", {}, name),
      make("dd", {}, value === "" ? make("span", { class: "quiet" }, "nothing") : make("code", {}, value)),
    ]);
    this.#hand.replaceChildren(...cells);
  }
}

customElements.define("stream-bytes", StreamBytes);
