/**
 * `<stopped-at>`: asks the server that replays with a Last-Event-ID of the reader's choice, and shows what it answers: the
 * missing events, a gap, a reset, or a refusal. The log holds the last 1,000 of 1,100 events.
 *
 * Says "modified" with the name "history" when a gap and a reset have been seen.
 */

import { lessonOf } from "../../../js/dom/lesson.js";
import { button, make, setUsable } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { count, counted, sentence } from "../../../js/lib/format.js";
import { keep } from "../../../js/lib/kept.js";
import { openRoom } from "../../../js/lib/own-room.js";

/** Ids to ask with; `life` is this log's. @type {{ words: string, id: (life: string) => string }[]} */
const PLACES = [
  { words: "three events ago", id: (life) => `${life}-1097` },
  { words: "long ago", id: (life) => `${life}-40` },
  { words: "in another life", id: () => "0ld.-1097" },
  { words: "in the future", id: (life) => `${life}-5000` },
];
const LINES = 14;
const QUIET_MS = 600;

class StoppedAt extends HTMLElement {
  #run = new Run(this, (why) => this.#ended(why));
  /** @type {{ room: string, life: string } | null} */
  #place = null;
  #seen = new Set();
  #make = button("Publish 1,100 events", () => this.#publish(), "button primary");
  #asks = PLACES.map(({ words, id }) => button(`I stopped ${words}`, () => this.#ask(id)));
  #status = make("p", { class: "demo-says", role: "status" });
  #question = make("code", {}, "");
  #answer = make(
    "pre",
    { class: "stopped-answer", tabindex: "0", "aria-label": "The answer’s first lines" },
    "Nothing has been asked yet.",
  );

  connectedCallback() {
    this.#run.enter();
    if (this.#status.isConnected) return;
    const acts = make("div", { class: "cut-acts" }, this.#make, ...this.#asks);
    this.replaceChildren(acts, this.#status, make("p", { class: "stopped-question" }, this.#question), this.#answer);
    this.#showActs();
    this.#say("First a log to ask about: it holds 1,000 events at most.");
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  #publish() {
    return this.#during(async (signal) => {
      this.#say("Publishing. It takes a few seconds.");
      const { room, key } = await openRoom({ signal, hear: () => {} });
      const headers = { Authorization: `Bearer ${key}` };
      const answer = await fetch(`/lessons/${lessonOf(this)}/rooms/${room}/history`, {
        method: "POST",
        headers,
        signal,
      });
      const said = await answer.json();
      if (!answer.ok) throw new Error(`${said.error.message} ${said.error.hint}`);
      this.#place = { room, life: room.slice(0, 4) };
      return `1,100 are published. The log holds ${count(said.first)} to ${count(said.last)}. Where did you stop?`;
    });
  }

  /** @param {(life: string) => string} id */
  #ask(id) {
    const { room, life } = /** @type {{ room: string, life: string }} */ (this.#place);
    return this.#during(async (signal) => {
      const headers = { "Last-Event-ID": id(life) };
      this.#question.textContent = `Last-Event-ID: ${headers["Last-Event-ID"]}`;
      const address = `/lessons/${lessonOf(this)}/rooms/${room}/topics/history/replays`;
      keep(signal, { kind: "stream", is: "open" });
      const answer = await fetch(address, { headers, signal, cache: "no-store" });
      const text = await untilQuiet(answer);
      this.#show(text);
      return this.#meaning(answer.status, text);
    });
  }

  /** One thing at a time. @param {(signal: AbortSignal) => Promise<string>} act what it says at its end */
  async #during(act) {
    const signal = this.#run.begin();
    this.#showActs();
    try {
      const words = await act(signal);
      if (!signal.aborted) this.#run.end(words);
    } catch (error) {
      if (signal.aborted) return;
      this.#run.end(error instanceof TypeError ? "The server cannot be reached. Try again." : String(error));
    }
  }

  /** @param {string} text */
  #show(text) {
    const lines = text.split("\n");
    const more = lines.length - LINES;
    const shown = lines.slice(0, LINES).join("\n");
    this.#answer.textContent = more > 1 ? `${shown}\n… and ${count(more)} lines more` : shown;
  }

  /** What an answer means to a page. @param {number} status @param {string} text */
  #meaning(status, text) {
    if (status !== 200) return `Answered ${status}. An EventSource that is answered so is closed for good.`;
    const events = text.match(/^data: \{"id"/gm)?.length ?? 0;
    const gap = Number(/^event: gap\ndata: \{"gap":(\d+)\}/m.exec(text)?.[1] ?? 0);
    const reset = text.includes("event: reset");
    if (reset) this.#seen.add("reset");
    else if (gap > 0) this.#seen.add("gap");
    if (this.#seen.size === 2) {
      this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "history" } }));
    }
    const parts = [
      ...(reset ? ["a reset: what you had is from another life"] : []),
      ...(gap > 0 ? [`a gap: ${counted(gap, "event")} can no longer be had`] : []),
      `${counted(events, "event")} replayed`,
    ];
    return `${sentence(parts.join("; "))}.`;
  }

  /** @param {string} why */
  #ended(why) {
    this.#say(why);
    this.#showActs();
  }

  #showActs() {
    setUsable(this.#make, !this.#run.on);
    for (const ask of this.#asks) setUsable(ask, !this.#run.on && this.#place !== null);
  }

  /** @param {string} words */
  #say(words) {
    this.#status.textContent = words;
  }
}

/** What comes at once; a stream goes on after that, and is left. @param {Response} answer */
async function untilQuiet(answer) {
  if (!answer.ok || !answer.body) return answer.text();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const part = await Promise.race([reader.read(), quiet()]);
    if (!part || part.done) break;
    text += part.value;
  }
  reader.cancel().catch(() => {});
  return text;
}

/** @returns {Promise<null>} */
function quiet() {
  return new Promise((resolve) => setTimeout(() => resolve(null), QUIET_MS));
}

customElements.define("stopped-at", StoppedAt);
