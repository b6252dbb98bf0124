/**
 * `<four-endings>`: four EventSources, each ended in its own way, all at once; and two more. Which of them come back?
 *
 * `gate` names the prediction it waits for, and says "measured" for it. Says "modified" with the name "others" when the two
 * more have been seen.
 */

import { untilAnswered, watchGate } from "../../../js/dom/lesson.js";
import { button, make, setUsable, verdict } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { DASH, duration } from "../../../js/lib/format.js";
import { ENDINGS, impose, OTHERS } from "./endings.js";

/** @typedef {import("./endings.js").Course} Course */
/** @typedef {import("./endings.js").Ending} Ending */

class FourEndings extends HTMLElement {
  #run = new Run(this, (why) => this.#ended(why));
  /** @type {string[]} predictions that are still to be answered */
  #left = [];
  #four = button("Run all four", () => this.#begin(ENDINGS, "four"), "button primary");
  #two = button("Run two more", () => this.#begin(OTHERS, "others"));
  #status = make("p", { class: "demo-says", role: "status" });
  /** @type {Map<string, HTMLTableRowElement>} */
  #rows = new Map();

  connectedCallback() {
    const leaving = this.#run.enter();
    if (!this.#status.isConnected) this.#build();
    watchGate(this, this.getAttribute("gate"), (left) => this.#lock(left), leaving);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  #build() {
    const heads = ["how it ended", "what the EventSource did", "after", "requests the server saw"];
    const table = make(
      "table",
      { class: "endings" },
      make("caption", { class: "visually-hidden" }, "Endings, and what became of the EventSource"),
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    );
    const body = table.createTBody();
    for (const { name, title } of [...ENDINGS, ...OTHERS]) {
      const row = make(
        "tr",
        {},
        make("th", { scope: "row" }, title),
        ...heads.slice(1).map(() => make("td", {}, DASH)),
      );
      this.#rows.set(name, row);
      body.append(row);
    }
    const scroll = make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Endings" }, table);
    this.replaceChildren(make("div", { class: "cut-acts" }, this.#four, this.#two, this.#status), scroll);
  }

  /** @param {string[]} left */
  #lock(left) {
    this.#left = left;
    this.#showActs();
  }

  /** @param {Ending[]} endings @param {string} name */
  async #begin(endings, name) {
    const signal = this.#run.begin();
    this.#showActs();
    this.#say("Opening a stream for each.");
    try {
      const courses = await Promise.all(
        endings.map((ending) => impose(ending, signal, (course) => this.#show(course))),
      );
      if (signal.aborted) return;
      const back = courses.filter(({ state }) => state === "back").length;
      this.#run.end(`${back} of ${courses.length} came back. The others are closed, and ask no more.`);
      this.#tell(name, courses.length);
    } catch (error) {
      if (signal.aborted) return;
      this.#run.end(error instanceof TypeError ? "The server cannot be reached. Run it again." : String(error));
    }
  }

  /** @param {string} name @param {number} n */
  #tell(name, n) {
    const prediction = this.getAttribute("gate");
    const [event, detail] =
      name === "others" ? ["modified", { name }] : ["measured", { prediction, value: null, samples: [], n }];
    this.dispatchEvent(new CustomEvent(/** @type {string} */ (event), { bubbles: true, detail }));
  }

  /** @param {Course} course */
  #show(course) {
    const row = this.#rows.get(course.ending.name);
    const [, did, after, seen] = row?.cells ?? [];
    if (!did || !after || !seen) return;
    did.replaceChildren(didWords(course));
    const { ended_at, settled_at } = course;
    after.textContent = ended_at === null || settled_at === null ? DASH : duration(settled_at - ended_at);
    seen.textContent = course.requests.map(requestWords).join("; ") || DASH;
  }

  /** @param {string} why */
  #ended(why) {
    this.#say(why);
    this.#showActs();
  }

  #showActs() {
    for (const act of [this.#four, this.#two]) setUsable(act, this.#left.length === 0 && !this.#run.on);
    if (this.#left.length > 0) this.#status.replaceChildren("Locked", ...untilAnswered(this.#left));
    else if (this.#status.querySelector("a")) this.#say("");
  }

  /** @param {string} words */
  #say(words) {
    this.#status.textContent = words;
  }
}

/** @param {Course} course */
function didWords({ state }) {
  if (state === "back") return verdict(true, "is open again");
  if (state === "closed") return verdict(false, "closed for good");
  const words = { opening: "is opening", open: "is open", waiting: "error; it waits, and will ask again" };
  return document.createTextNode(words[state]);
}

/** @param {Course["requests"][number]} request */
function requestWords({ after, status }) {
  const asked = after === null ? "no Last-Event-ID" : `Last-Event-ID ${after}`;
  return `${asked}, answered ${status ?? DASH}`;
}

customElements.define("four-endings", FourEndings);
