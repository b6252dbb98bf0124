/**
 * `<two-chats>`: Ada and Ben, on one page with real connections of their own. Each line goes over a WebSocket, and, with
 * the same words, as a POST that comes out of the other's event stream. Times and bytes of both stand side by side.
 */

import { button, make } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { bytes, count, DASH, ms } from "../../../js/lib/format.js";
import { openRoom } from "../../../js/lib/own-room.js";
import { overSse, overWebSocket, PEOPLE } from "./chat.js";

/** @typedef {import("./chat.js").Way} Way */

/** What a long exchange is made of. */
const LINES = [
  "are you there?",
  "yes, go on",
  "the bus is late",
  "again",
  "see you at six",
  "bring the maps",
  "which ones?",
  "all of them",
];
const MANY = 40;
const EVERY_MS = 60;

/** The server tells the bytes of an open connection four times a second. */
const TOLD_MS = 700;

/** So many lines are shown. */
const SHOWN = 6;

/** @type {{ name: "websocket" | "sse", title: string, hue: string }[]} */
const WAYS = [
  { name: "websocket", title: "WebSocket", hue: "ws" },
  { name: "sse", title: "SSE and POST", hue: "sse" },
];

export class TwoChats extends HTMLElement {
  #run = new Run(this, (why) => this.#ended(why));
  /** @type {Way[]} */
  #ways = [];
  #number = 0;
  #said = 0;

  #says = make("p", { class: "demo-says", role: "status" });
  #logs = WAYS.map(({ title }) => make("ol", { class: "chat-log plain-list", "aria-label": `Heard over ${title}` }));
  #figures = make("tbody", {});
  #bar = make("div", { class: "demo-bar" });

  connectedCallback() {
    this.#run.enter();
    const start = button("Connect Ada and Ben", () => this.#start(), "button primary start");
    const many = button(`Send ${MANY}`, () => this.#sendMany());
    this.#bar.replaceChildren(start, ...PEOPLE.map((person) => this.#form(person)), many);
    const columns = this.#logs.map((log, place) => column(/** @type {typeof WAYS[number]} */ (WAYS[place]), log));
    this.replaceChildren(this.#bar, this.#says, make("div", { class: "demo-sides" }, ...columns), this.#table());
    this.#show();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /** @param {string} person */
  #form(person) {
    const input = make("input", { maxlength: 120, autocomplete: "off", placeholder: "a line" });
    const form = make(
      "form",
      { class: "chat-form" },
      make("label", {}, `${person} says`, input),
      make("button", { class: "button" }, "Send"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) this.#say(person, input.value.trim());
      input.value = "";
    });
    return form;
  }

  #table() {
    const heads = WAYS.map(({ title }) => make("th", { scope: "col" }, title));
    const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "measured here, per line"), ...heads));
    const table = make(
      "table",
      { class: "chat-figures" },
      make("caption", { class: "visually-hidden" }, "Both ways of chatting"),
      head,
      this.#figures,
    );
    return make("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Figures of both chats" }, table);
  }

  // -- connections ---------------------------------------------------------------------------------

  async #start() {
    const pressed = this.contains(document.activeElement);
    const signal = this.#run.begin();
    this.#ways = [];
    this.#said = 0;
    this.#tell("Connecting: two WebSockets, two event streams.");
    this.#show();
    try {
      this.#ways = await this.#connect(signal);
      if (signal.aborted) return;
      this.#tell("All four connections are open. Bytes are counted from here on.");
    } catch (error) {
      if (signal.aborted) return;
      this.#run.end();
      this.#tell(/** @type {Error} */ (error).message);
    }
    this.#show();
    if (pressed) this.#goOn();
  }

  /** The focus was on what is gone; where it is nowhere now, it goes to what can be done next. */
  #goOn() {
    if (document.activeElement !== document.body) return;
    /** @type {HTMLElement | null} */ (this.#bar.querySelector(this.#run.on ? "input" : ".start"))?.focus();
  }

  /** @param {AbortSignal} signal */
  async #connect(signal) {
    /** @type {Way[]} */
    let ways = [];
    /** @type {any[][]} */
    const early = [];
    const hear = (/** @type {string} */ word, /** @type {any} */ value) => {
      if (word === "wire" && ways.length === 0) early.push(value);
      else if (word === "wire") for (const way of ways) way.told(value);
    };
    const [room, clients] = await Promise.all([openRoom({ signal, hear }), this.#clients()]);
    const changed = () => this.#show();
    const at = (/** @type {string} */ path) => room.at(room.topic(path));
    const shared = { key: room.key, signal, changed };
    ways = await Promise.all([
      overWebSocket({ ...shared, connect: clients.websocket, url: at("chat-one/ws") }),
      overSse({ ...shared, connect: clients.sse, url: at("chat-two/sse"), post: at("chat-two") }),
    ]);
    for (const records of early) for (const way of ways) way.told(records);
    await new Promise((resolve) => setTimeout(resolve, TOLD_MS)); // Until heads and keys have been counted.
    for (const way of ways) way.begin();
    return ways;
  }

  /** The clients that the lessons show, as the stage has them. */
  async #clients() {
    const { lanes } = JSON.parse(document.getElementById("stage-config")?.textContent ?? "");
    const named = (/** @type {string} */ name) =>
      lanes.find((/** @type {{ name: string }} */ lane) => lane.name === name).module;
    const [websocket, sse] = await Promise.all([import(named("websocket")), import(named("sse"))]);
    return { websocket: websocket.connect, sse: sse.connect };
  }

  /** @param {string} why */
  #ended(why) {
    this.#tell(`${why} The connections are closed. What was measured stays here.`.trim());
    this.#show();
  }

  // -- lines ---------------------------------------------------------------------------------------

  /**
   * One way after the other, and each first in its turn, so that neither pays for the other's work.
   * @param {string} from
   * @param {string} text
   */
  async #say(from, text) {
    this.#said++;
    const line = { from, text, number: ++this.#number };
    const order = this.#number % 2 ? this.#ways : [...this.#ways].reverse();
    for (const way of order) await way.say(line);
  }

  async #sendMany() {
    const ways = this.#ways;
    for (let sent = 0; sent < MANY && this.#run.on && ways === this.#ways; sent++) {
      await this.#say(/** @type {string} */ (PEOPLE[sent % 2]), /** @type {string} */ (LINES[sent % LINES.length]));
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    if (!this.#run.on || ways !== this.#ways) return;
    await new Promise((resolve) => setTimeout(resolve, TOLD_MS));
    this.#tell(`${MANY} lines went both ways. Median: ${this.#medians()}.`);
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "crowd" } }));
  }

  #medians() {
    return WAYS.map(({ title }, place) => `${ms(this.#ways[place]?.median_ms ?? 0)} over ${title}`).join(", ");
  }

  // -- what is shown -------------------------------------------------------------------------------

  #show() {
    const ready = this.#run.on && this.#ways.length > 0;
    for (const control of this.#bar.querySelectorAll("form *, button:not(.start)") ?? [])
      control.toggleAttribute("disabled", !ready);
    this.#bar.querySelector(".start")?.toggleAttribute("hidden", this.#run.on);
    this.#logs.forEach((log, place) => {
      const heard = this.#ways[place]?.heard.slice(-SHOWN) ?? [];
      log.replaceChildren(
        ...heard.map(({ line, ms: took }) =>
          make("li", {}, make("span", {}, make("b", {}, `${line.from} `), line.text), make("span", {}, ms(took))),
        ),
      );
      if (heard.length === 0) log.append(make("li", { class: "quiet" }, "Nothing has been said yet."));
    });
    this.#figures.replaceChildren(...this.#rows());
  }

  #rows() {
    const each = (/** @type {string} */ title, /** @type {(way: Way) => string} */ value) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, title),
        ...WAYS.map((_, place) => make("td", {}, this.#figure(place, value))),
      );
    const per = (/** @type {number} */ amount) => bytes(amount / Math.max(this.#said, 1));
    return [
      each("from one to the other, median", (way) => (way.median_ms === null ? DASH : ms(way.median_ms))),
      each("bytes up", ({ cost }) => per(cost.up)),
      each("bytes down, to both", ({ cost }) => per(cost.down)),
      each("requests in all", ({ cost }) => count(cost.requests)),
      each("lines", ({ heard }) => count(heard.length)),
    ];
  }

  /** @param {number} place @param {(way: Way) => string} value */
  #figure(place, value) {
    const way = this.#ways[place];
    return way && way.heard.length > 0 ? value(way) : DASH;
  }

  /** @param {string} text */
  #tell(text) {
    this.#says.textContent = text;
  }
}

/** @param {{ title: string, hue: string }} way @param {Node} log */
function column({ title, hue }, log) {
  return make("section", { class: `chat-way ${hue}` }, make("h3", {}, title), log);
}

customElements.define("two-chats", TwoChats);
