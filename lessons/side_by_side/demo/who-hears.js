/**
 * `<who-hears>`: what takes a second party. Twenty lines between two people over WebSocket and over SSE with POST; then a
 * message on a connection beside one that is published. Fills rows of the tables, and says "modified" with "exchanged".
 */

import { button, make, setUsable } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { partOf } from "../../../js/lib/kept.js";
import { openRoom } from "../../../js/lib/own-room.js";
import { overSse, overWebSocket } from "../../websocket/demo/chat.js";
import { whoHears, whoIsOwed } from "./exchange.js";
import { measured } from "./measured.js";

/** @typedef {import("../../websocket/demo/chat.js").Way} Way */

const LINES = 20;

const BEFORE = "Two people, twenty lines, over either way; then a message to a topic. The stage pauses meanwhile.";

/** The server tells the bytes of an open connection four times a second. */
const TOLD_MS = 700;

class WhoHears extends HTMLElement {
  #run = new Run(this, (why) => this.#ended(why), { withStage: true });
  #act = button("Exchange lines", () => this.#start());
  #says = make("p", { role: "status", class: "exchange-says" }, BEFORE);

  connectedCallback() {
    this.#run.enter();
    this.replaceChildren(this.#act, this.#says);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  get #session() {
    const stage = document.querySelector("live-stage:defined");
    return /** @type {import("../../../js/elements/live-stage.js").LiveStage | null} */ (stage)?.scene.session;
  }

  /** The stage gives its connections back meanwhile: a browser has few, and times would disturb each other. */
  async #start() {
    const signal = this.#run.begin();
    setUsable(this.#act, false);
    this.#session?.pause();
    try {
      await this.#exchange(signal);
    } catch (error) {
      if (!signal.aborted) this.#run.end(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} why */
  #ended(why) {
    this.#says.textContent = why;
    setUsable(this.#act, true);
    if (!document.hidden) this.#session?.resume();
  }

  /** @param {AbortSignal} signal */
  async #exchange(signal) {
    this.#says.textContent = "Twenty lines, over each of two ways.";
    /** @type {any[]} */
    const records = [];
    const hear = (/** @type {string} */ word, /** @type {any} */ value) => word === "wire" && records.push(...value);
    const room = await openRoom({ signal, hear });
    measured.chat = await this.#chat(room, signal, records);
    measured.changed();
    if (signal.aborted) return;
    this.#says.textContent = "Now one message on a connection, and one to a topic.";
    measured.heard = { ...(await whoHears(room, signal)), ...(await whoIsOwed(room, signal)) };
    measured.changed();
    if (signal.aborted) return;
    this.#run.end("Done. The rows on chat, on the pattern and on coordination are measured.");
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "exchanged" } }));
  }

  /**
   * @param {import("./exchange.js").Room} room
   * @param {AbortSignal} signal
   * @param {any[]} records what the server tells of this room's bytes, as it comes
   */
  async #chat(room, signal, records) {
    const connects = await clients();
    const at = (/** @type {string} */ path) => room.at(room.topic(path));
    const chat = partOf(signal); // Four connections are given back before the next experiment.
    const both = { key: room.key, signal: chat.signal, changed: () => {} };
    const ways = {
      websocket: await overWebSocket({ ...both, connect: connects.websocket, url: at("chat-one/ws") }),
      sse: await overSse({ ...both, connect: connects.sse, url: at("chat-two/sse"), post: at("chat-two") }),
    };
    await told();
    const all = Object.values(ways);
    const tell = () => {
      for (const way of all) way.told(records);
    };
    tell();
    for (const way of all) way.begin();
    for (let number = 1; number <= LINES && !signal.aborted; number++)
      for (const way of all) await way.say({ from: number % 2 ? "Ada" : "Ben", text: "see you at six", number });
    await told();
    tell();
    chat.end();
    return { websocket: chatOf(ways.websocket), sse: chatOf(ways.sse) };
  }
}

/** @param {Way} way */
function chatOf(way) {
  return { up: way.cost.up / LINES, median_ms: way.median_ms ?? 0, lines: LINES };
}

const told = () => new Promise((resolve) => setTimeout(resolve, TOLD_MS));

/** The clients that the lessons show, as the stage has them. */
async function clients() {
  const config = JSON.parse(document.getElementById("stage-config")?.textContent ?? "");
  const load = (/** @type {string} */ name) =>
    import(config.lanes.find((/** @type {any} */ lane) => lane.name === name).module);
  const [websocket, sse] = await Promise.all([load("websocket"), load("sse")]);
  return { websocket: websocket.connect, sse: sse.connect };
}

customElements.define("who-hears", WhoHears);
