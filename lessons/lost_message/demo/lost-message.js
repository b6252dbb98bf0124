/**
 * `<lost-message>`: a burst of 200 events at two long-poll servers, the textbook's and one with a log and a cursor.
 *
 * `gate` names the prediction that it waits for, and answers with what the textbook's reader received at 1 ms. Says
 * "modified" with the name "spacings" when the textbook met all three, "round-trip" when a round trip was added, "cursor"
 * when the upper server had a log, without a cursor and with one.
 */

import { lessonOf, untilAnswered, watchGate } from "../../../js/dom/lesson.js";
import { button, make, verdict } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { count, counted, DASH, ms, sentence } from "../../../js/lib/format.js";
import { EVENTS, measureBurst } from "./burst.js";
import { middleGap } from "./fates.js";
import { empty, picture } from "./picture.js";

/** @typedef {import("./burst.js").Result} Result */
/** @typedef {import("./burst.js").Setting} Setting */

/** Results that stay in the table. */
const KEPT = 9;
const APART = [
  { value: 0, words: "0 ms" },
  { value: 1, words: "1 ms" },
  { value: 5, words: "5 ms" },
];
const TRIPS = [
  { value: 0, words: "nothing" },
  { value: 20, words: "20 ms" },
  { value: 100, words: "100 ms" },
];
/** @type {{ value: Setting["kind"], words: string }[]} */
const KINDS = [
  { value: "textbook", words: "no log" },
  { value: "log", words: "a log, no cursor" },
  { value: "cursor", words: "a log and a cursor" },
];
const LOWER = "A log and a cursor";

class LostMessage extends HTMLElement {
  #run = new Run(this, (why) => this.#ended(why));
  /** @type {string[]} predictions that are still to be answered */
  #left = [];
  /** @type {Setting} */
  #setting = { apart_ms: 1, trip_ms: 0, kind: "textbook" };
  /** @type {Result[]} */
  #results = [];
  #act = button("Send 200 events", () => (this.#run.on ? this.#run.end("Stopped.") : this.#begin()), "button primary");
  #says = make("p", { class: "demo-says", role: "status" });
  #counts = make("div", { class: "demo-sides" });
  #picture = make("div", { class: "burst-picture", tabindex: "0", role: "group" });
  #gaps = make("details", { class: "burst-gaps" }, make("summary", {}, "The gaps as a table"));
  #results_table = make("div", {
    class: "burst-results scroll",
    tabindex: "0",
    role: "group",
    "aria-label": "Results",
  });

  connectedCallback() {
    const leaving = this.#run.enter();
    if (!this.querySelector(".burst-bar")) this.#build();
    watchGate(this, this.getAttribute("gate"), (left) => this.#lock(left), leaving);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  #build() {
    const choices = make(
      "div",
      { class: "burst-choices" },
      this.#choice("Events apart", APART, "apart_ms"),
      this.#choice("Added to each round trip", TRIPS, "trip_ms"),
      this.#choice("The upper server keeps", KINDS, "kind"),
    );
    this.#picture.setAttribute("aria-label", "The burst, drawn over time");
    const bar = make("div", { class: "burst-bar" }, this.#act, this.#says);
    this.replaceChildren(choices, bar, this.#counts, this.#picture, this.#gaps, this.#results_table);
    this.#show(null);
  }

  /**
   * @param {string} title
   * @param {{ value: string | number, words: string }[]} choices
   * @param {keyof Setting} name
   */
  #choice(title, choices, name) {
    const fields = make("fieldset", { class: "segmented titled" }, make("legend", {}, title));
    for (const { value, words } of choices) {
      const input = make("input", { type: "radio", name: `burst-${name}`, checked: value === this.#setting[name] });
      input.addEventListener("change", () => {
        this.#setting = { ...this.#setting, [name]: value };
      });
      fields.append(make("label", {}, input, words));
    }
    return fields;
  }

  /** @param {string[]} left */
  #lock(left) {
    this.#left = left;
    this.#showAct();
  }

  async #begin() {
    const signal = this.#run.begin();
    this.#showAct();
    try {
      const lesson = `/lessons/${lessonOf(this)}`;
      const result = await measureBurst(lesson, this.#setting, signal, (words) => this.#say(words));
      if (signal.aborted) return;
      this.#run.end();
      this.#take(result);
    } catch (error) {
      if (signal.aborted) return;
      this.#run.end(error instanceof TypeError ? "The server cannot be reached. Send again." : String(error));
    }
  }

  /** @param {string} why */
  #ended(why) {
    this.#showAct();
    this.#say(why);
  }

  /** @param {Result} result */
  #take(result) {
    this.#results = [result, ...this.#results].slice(0, KEPT);
    this.#show(result);
    const { setting, upper } = result;
    const received = upper.fates.received.length;
    const missed = EVENTS - received;
    const fell = upper.fates.gaps.filter(({ lost }) => lost.length > 0).length;
    const lost =
      missed > 0 ? `${sentence(counted(missed, "event"))} fell into ${counted(fell, "gap")}.` : "None is missing.";
    this.#say(`${titleOf(setting)}: ${received} of ${EVENTS} arrived. ${lost}`);
    this.#tell(setting, received);
  }

  /** @param {Setting} setting @param {number} received */
  #tell(setting, received) {
    const prediction = this.getAttribute("gate");
    if (prediction && setting.kind === "textbook" && setting.apart_ms === 1 && setting.trip_ms === 0) {
      const detail = { prediction, value: received, samples: [received], n: EVENTS };
      this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail }));
    }
    const made = this.#results.map((one) => one.setting);
    const plain = made.filter(({ kind, trip_ms }) => kind === "textbook" && trip_ms === 0);
    if (APART.every(({ value }) => plain.some(({ apart_ms }) => apart_ms === value))) this.#modified("spacings");
    if (setting.kind === "textbook" && setting.apart_ms === 5 && setting.trip_ms === 100) this.#modified("round-trip");
    if (["log", "cursor"].every((kind) => made.some((one) => one.kind === kind))) this.#modified("cursor");
  }

  /** @param {string} name */
  #modified(name) {
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name } }));
  }

  #showAct() {
    this.#act.textContent = this.#run.on ? "Stop" : "Send 200 events";
    this.#act.disabled = this.#left.length > 0;
    for (const input of this.querySelectorAll("input")) input.disabled = this.#run.on;
    if (this.#left.length > 0) this.#says.replaceChildren("Locked", ...untilAnswered(this.#left));
    else if (this.#says.querySelector("a")) this.#say("");
  }

  /** @param {string} words */
  #say(words) {
    this.#says.textContent = words;
  }

  /** @param {Result | null} result */
  #show(result) {
    const setting = result?.setting ?? this.#setting;
    this.#counts.replaceChildren(
      countOf("Above", titleOf(setting), result?.upper.fates ?? null),
      countOf("Below", LOWER, result?.lower.fates ?? null),
    );
    const titles = /** @type {[string, string]} */ ([titleOf(setting), LOWER]);
    this.#picture.replaceChildren(result ? picture(result, titles) : empty(titles));
    this.#picture.scrollLeft = 0;
    this.#showGaps(result);
    this.#results_table.replaceChildren(results(this.#results));
    this.#results_table.hidden = this.#results.length === 0;
  }

  /** @param {Result | null} result */
  #showGaps(result) {
    this.#gaps.querySelector("div")?.remove();
    this.#gaps.hidden = result === null;
    if (!result) return;
    const begun = result.burst[0]?.sent_at ?? 0;
    const gaps = result.upper.fates.gaps.filter(({ lost }) => lost.length > 0);
    const number = new Map(result.burst.map(({ id }, place) => [id, place + 1]));
    const rows = gaps.map(({ from, to, lost }) => [
      ms(Math.max(from - begun, 0)),
      ms(to - from),
      counted(lost.length, "event"),
      lost.map(({ id }) => number.get(id)).join(", "),
    ]);
    const heads = ["nobody asks from", "for", "lost in it", "which ones, of 200"];
    const said = rows.length > 0 ? rows : [["no gap", "", "no event", ""]];
    const scroll = make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Gaps" });
    scroll.append(table(`Gaps of the upper reader: ${titleOf(result.setting)}`, heads, said));
    this.#gaps.append(scroll);
  }
}

/** @param {Setting} setting */
function titleOf({ kind }) {
  const words = KINDS.find(({ value }) => value === kind)?.words ?? "";
  return kind === "textbook" ? "The textbook, no log" : sentence(words);
}

/**
 * One reader's figures.
 * @param {string} place
 * @param {string} title
 * @param {import("./fates.js").Fates | null} fates
 */
function countOf(place, title, fates) {
  const lost = fates?.lost.length ?? 0;
  const gap = fates ? middleGap(fates.gaps) : null;
  const facts = fates
    ? `in ${counted(fates.answers, "answer")}; between two, nobody asked for ${gap === null ? DASH : ms(gap)} (median)`
    : "not measured yet";
  const number = make(
    "p",
    { class: "burst-number" },
    make("b", {}, fates ? count(fates.received.length) : DASH),
    ` of ${EVENTS}`,
  );
  const word = fates ? verdict(lost === 0, lost === 0 ? "none lost" : `${count(lost)} lost`) : "";
  return make(
    "section",
    { class: "demo-side", "aria-label": `${place}: ${title}` },
    make("h3", {}, title),
    number,
    make("p", {}, word),
    make("p", { class: "burst-facts" }, facts),
  );
}

/** @param {Result[]} made latest first */
function results(made) {
  const heads = [
    "apart",
    "round trip added",
    "the upper server keeps",
    `arrived there, of ${EVENTS}`,
    `arrived below, of ${EVENTS}`,
  ];
  const rows = made.map(({ setting, upper, lower }) => [
    ms(setting.apart_ms).replace(".0", ""),
    setting.trip_ms === 0 ? "nothing" : ms(setting.trip_ms),
    KINDS.find(({ value }) => value === setting.kind)?.words ?? "",
    count(upper.fates.received.length),
    count(lower.fates.received.length),
  ]);
  return table("Your bursts, latest first", heads, rows);
}

/**
 * @param {string} caption
 * @param {string[]} heads
 * @param {string[][]} rows the first cell of each names it
 */
function table(caption, heads, rows) {
  const made = make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
  );
  const body = made.createTBody();
  for (const [first = "", ...cells] of rows) {
    body.append(make("tr", {}, make("th", { scope: "row" }, first), ...cells.map((cell) => make("td", {}, cell))));
  }
  return made;
}

customElements.define("lost-message", LostMessage);
