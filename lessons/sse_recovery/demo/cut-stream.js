/**
 * `<cut-stream>`: two EventSources on the same events, and a button that cuts their line. One server replays, one does not.
 *
 * `gate` names the prediction it waits for, and answers with how many events a cut of two seconds cost the one without
 * replay, at the browser's own waiting time. Says "modified" with the name "retry" when both are back after the short cut at
 * the short waiting time, "long-cut" when they are back after the long cut.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { onFrame } from "../../../js/dom/frames.js";
import { lessonOf } from "../../../js/dom/lesson.js";
import { button, draw, make, verdict } from "../../../js/dom/make.js";
import { onResize } from "../../../js/dom/on-resize.js";
import { count, counted, duration, sentence } from "../../../js/lib/format.js";
import { drawStreams } from "./cut-picture.js";
import { LANES, TwoStreams } from "./two-streams.js";

const SHORT_S = 2;
const LONG_S = 8;
const CUTS = [
  { words: `Cut the line for ${SHORT_S} s`, seconds: SHORT_S },
  { words: `Cut it for ${LONG_S} s`, seconds: LONG_S },
];
const HURRIED_MS = 500;
/** What the server says about coming back. */
const RETRIES = [
  { words: "nothing", ms: null },
  { words: `retry: ${HURRIED_MS}`, ms: HURRIED_MS },
  { words: "retry: 6000", ms: 6_000 },
];
const OPEN = "Both are open. Two events happen each second.";
/** Nobody pressed a button for it: a server that was stopped, a network that is gone. */
const BROKE = "The line broke. The browser tries again by itself.";
const DRAWN_EVERY_MS = 100;
/** What is drawn before the first run. */
const IDLE = new TwoStreams();

class CutStream extends HTMLElement {
  #run = new DemoRun(this, { start: (signal) => this.#open(signal), show: () => this.#showControls() });
  /** @type {TwoStreams | null} of this run, or of the last one */
  #streams = null;
  /** @type {number | null} */
  #retry_ms = null;
  #cut_s = 0;
  #drawn_at = 0;
  /** @type {Set<string>} what was told of this run */
  #said = new Set();
  #cuts = CUTS.map(({ words, seconds }) => button(words, () => this.#cut(seconds)));
  #retry = make("fieldset", { class: "segmented titled" }, make("legend", {}, "The server says first"));
  #status = make("p", { class: "demo-says", role: "status" });
  #picture = /** @type {SVGElement} */ (
    draw("svg", { class: "drawing cut-picture sse", role: "img", "aria-label": "The two streams, drawn over time" })
  );
  #sides = LANES.map(({ title }) => side(title));
  #table = make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Breaks" });

  connectedCallback() {
    const leaving = this.#run.enter();
    onResize(this.#picture, () => this.#draw(), leaving);
    if (this.#picture.isConnected) return;
    for (const { words, ms } of RETRIES) {
      const input = make("input", { type: "radio", name: "cut-retry", checked: ms === this.#retry_ms });
      input.addEventListener("change", () => {
        this.#retry_ms = ms;
      });
      this.#retry.append(make("label", {}, input, words));
    }
    const acts = make("div", { class: "cut-acts" }, this.#retry, ...this.#cuts);
    const sides = make("div", { class: "demo-sides" }, ...this.#sides.map(({ element }) => element));
    this.replaceChildren(this.#run.bar, acts, this.#status, this.#picture, sides, this.#table);
    this.#showControls();
    this.#showTable();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    this.#said.clear();
    this.#say("");
    const streams = await TwoStreams.open(`/lessons/${lessonOf(this)}`, this.#retry_ms, signal);
    if (signal.aborted) return;
    this.#streams = streams;
    streams.addEventListener("change", () => this.#changed());
    streams.addEventListener("closed", () =>
      this.#run.end("A stream was refused, and is closed for good. Run it again."),
    );
    const stop = onFrame((time) => this.#frame(time));
    signal.addEventListener("abort", stop);
    this.#say(OPEN);
    this.#showControls();
  }

  /** @param {number} seconds */
  #cut(seconds) {
    this.#cut_s = seconds;
    this.#streams?.cut(seconds);
    this.#say(`The line is cut for ${seconds} seconds.`);
  }

  #changed() {
    const streams = this.#streams;
    if (!streams) return;
    this.#showTable();
    const [, forgets] = streams.lanes;
    if (this.#status.textContent === OPEN && !forgets?.open) this.#say(BROKE);
    const broken = forgets?.breaks(streams.published).at(-1);
    // The first event after a break tells what it cost.
    const heard = forgets?.heard.at(-1)?.arrived_at ?? 0;
    if (!broken || !forgets?.open || heard < (forgets.spans.at(-1)?.opened_at ?? 0)) return;
    const number = forgets.spans.length;
    this.#once(`back ${number}`, () => {
      this.#say(`Back after ${duration(broken.away_ms)}. Without replay, ${counted(broken.lost, "event")} never came.`);
      this.#tell(broken.lost, broken.away_ms);
    });
  }

  /** @param {number} lost @param {number} away_ms */
  #tell(lost, away_ms) {
    const prediction = this.getAttribute("gate");
    if (prediction && this.#retry_ms === null && this.#cut_s === SHORT_S) {
      const detail = { prediction, value: lost, samples: [lost], n: Math.round(away_ms / 500) };
      this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail }));
    }
    if (this.#retry_ms === HURRIED_MS && this.#cut_s === SHORT_S) this.#modified("retry");
    if (this.#cut_s === LONG_S) this.#modified("long-cut");
  }

  /** @param {string} name */
  #modified(name) {
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name } }));
  }

  /** @param {string} what @param {() => void} act */
  #once(what, act) {
    if (this.#said.has(what)) return;
    this.#said.add(what);
    act();
  }

  /** @param {number} time */
  #frame(time) {
    const streams = this.#streams;
    if (!streams || time - this.#drawn_at < DRAWN_EVERY_MS) return;
    this.#drawn_at = time;
    this.#draw();
    this.#showSides(streams, streams.now());
  }

  /** The streams as they are, or the rails that wait for them. */
  #draw() {
    const streams = this.#streams ?? IDLE;
    const titles = LANES.map(({ title }) => title);
    drawStreams(this.#picture, streams, streams.now(), titles);
  }

  /** @param {TwoStreams} streams @param {number} now */
  #showSides(streams, now) {
    for (const [number, lane] of streams.lanes.entries()) {
      const shown = this.#sides[number];
      const span = lane.spans.at(-1);
      if (!shown || !span) continue;
      const lost = lane.lost(streams.published).length;
      shown.number.textContent = count(lane.heard.length);
      shown.lost.replaceChildren(verdict(lost === 0, lost === 0 ? "none lost" : `${count(lost)} lost`));
      const since = span.broke_at === null ? `Open for ${duration(now - span.opened_at)}.` : awayWords(lane, now);
      shown.state.textContent = since;
    }
  }

  #showControls() {
    const usable = this.#run.on && this.#streams !== null;
    for (const cut of this.#cuts) cut.disabled = !usable;
    this.#retry.disabled = this.#run.on;
    if (!this.#run.on && [OPEN, BROKE].includes(this.#status.textContent ?? "")) this.#say("");
  }

  #showTable() {
    const streams = this.#streams;
    const rows = (streams?.lanes ?? []).flatMap((lane, number) =>
      lane
        .breaks(streams?.published ?? [])
        .map((one) => [
          LANES[number]?.title ?? "",
          duration(one.away_ms),
          one.last_id || "none",
          count(one.replayed),
          count(one.lost),
        ]),
    );
    this.#table.replaceChildren(table(rows));
  }

  /** @param {string} words */
  #say(words) {
    this.#status.textContent = words;
  }
}

/** @param {import("./lane.js").Lane} lane @param {number} now */
function awayWords(lane, now) {
  const away = duration(now - (lane.spans.at(-1)?.broke_at ?? now));
  const tried = lane.attempts > 0 ? ` ${sentence(counted(lane.attempts, "attempt"))} failed.` : "";
  return `Away for ${away}.${tried}`;
}

/** @param {string} title */
function side(title) {
  const number = make("b", {}, "–");
  const lost = make("p", {}, "");
  const state = make("p", { class: "cut-state" }, "not open");
  const heard = make("p", { class: "cut-number" }, number, " events heard");
  const element = make(
    "section",
    { class: "demo-side", "aria-label": title },
    make("h3", {}, title),
    heard,
    lost,
    state,
  );
  return { element, number, lost, state };
}

/** @param {string[][]} rows */
function table(rows) {
  const heads = ["stream", "away for", "Last-Event-ID sent", "replayed", "lost"];
  const made = make(
    "table",
    {},
    make("caption", {}, "Breaks, and what they cost"),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
  );
  const body = made.createTBody();
  if (rows.length === 0) body.append(make("tr", {}, make("td", { colspan: heads.length }, "No break yet.")));
  for (const [first = "", ...cells] of rows) {
    body.append(make("tr", {}, make("th", { scope: "row" }, first), ...cells.map((cell) => make("td", {}, cell))));
  }
  return made;
}

customElements.define("cut-stream", CutStream);
