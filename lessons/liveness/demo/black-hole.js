/**
 * `<black-hole>`: one event stream and one WebSocket in a black hole: nothing arrives, and nobody closes. Who notices, and
 * when? The browser's side is watched here; the server's is told by the control socket, which the hole does not touch.
 *
 * `gate` names the prediction about the server, then the one about those that are left alone. Says "measured" for both
 * when the server has noticed. `patience`: the seconds after which the two watched pages miss something, 6 unless told.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { onFrame } from "../../../js/dom/frames.js";
import { gatesOf } from "../../../js/dom/lesson.js";
import { make } from "../../../js/dom/make.js";
import { counted, duration, sentence } from "../../../js/lib/format.js";
import { keep } from "../../../js/lib/kept.js";
import { openRoom } from "../../../js/lib/own-room.js";
import { heartbeat, watch } from "./heartbeat.js";

/** @typedef {import("../../../js/lib/own-room.js").Room} Room */
/** @typedef {{ id: string, side: string, hue: string, title: string, notices: boolean }} Observer `notices`: the run waits for it */

const TOPIC = "heartbeats";
const EVERY_MS = 2_000;
const PATIENCE_S = 6;
/** The line is well for so long, so that there is something to fall silent. */
const WELL_MS = 4_500;
const MOST_MS = 90_000;
const AXIS_MS = 70_000;
const SHOWN_EVERY_MS = 100;
/** The server's word that it closed may come so much later than the close. */
const TOLD_MS = 1_500;

/** @type {Observer[]} */
const OBSERVERS = [
  { id: "stream", side: "browser", hue: "sse", title: "EventSource, left alone", notices: false },
  { id: "socket", side: "browser", hue: "ws", title: "WebSocket, left alone", notices: false },
  { id: "stream-watched", side: "browser", hue: "sse", title: "a page that expects an event every 2 s", notices: true },
  { id: "socket-watched", side: "browser", hue: "ws", title: "a page that sends a ping every 2 s", notices: true },
  { id: "server-stream", side: "server", hue: "sse", title: "SSE: it writes, comments too", notices: false },
  { id: "server-socket", side: "server", hue: "ws", title: "WebSocket: it pings", notices: true },
];

class BlackHole extends HTMLElement {
  #run = new DemoRun(this, { start: (signal) => this.#open(signal), show: () => this.#show() });
  /** @type {Map<string, number>} ms from the hole to the notice, by observer */
  #noticed = new Map();
  /** @type {number | null} ms of performance.now() */
  #hole_at = null;
  /** @type {number | null} when it was over, ms after its beginning */
  #over_after = null;
  #late = 0;
  #heard = { stream: 0, socket: 0 };
  #shown_at = 0;
  #rows = make("ol", { class: "observers" });
  #verdict = make("p", { class: "demo-says", role: "status" });

  connectedCallback() {
    this.#run.enter();
    if (!this.#rows.isConnected) {
      for (const { side, hue, title } of OBSERVERS) {
        const bar = make("span", { class: "observer-bar" }, make("i", {}));
        const who = make("span", {}, make("small", {}, side), " ", make("b", {}, title));
        this.#rows.append(make("li", { class: hue }, who, bar, make("span", { class: "observer-state" })));
      }
      this.replaceChildren(this.#run.bar, this.#rows, this.#verdict);
    }
    this.#show();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    this.#noticed.clear();
    this.#hole_at = this.#over_after = null;
    this.#late = 0;
    this.#heard = { stream: 0, socket: 0 };
    this.#verdict.textContent = "";
    const room = await openRoom({ signal, hear: (word, value) => this.#hear(word, value) });
    if (signal.aborted) return;
    this.#listen(room, signal);
    const stop = onFrame((time) => this.#frame(time, room));
    signal.addEventListener("abort", stop);
    room.tell({ auto: { topic: TOPIC, rate: 1_000 / EVERY_MS, pattern: "steady" } });
    this.#verdict.textContent = "The line is well: an event every 2 s, a ping every 2 s.";
    setTimeout(() => signal.aborted || room.tell({ conditions: { black_hole: true } }), WELL_MS);
  }

  /** @param {Room} room @param {AbortSignal} signal */
  #listen(room, signal) {
    const url = (/** @type {string} */ path) => room.at(`${room.topic(TOPIC)}/${path}`);
    const source = keep(signal, new EventSource(url("sse")));
    const socket = keep(signal, new WebSocket(url("ws").replace(/^http/, "ws")));
    const silence = (/** @type {string} */ id) => ({
      patience_ms: 1_000 * Number(this.getAttribute("patience") ?? PATIENCE_S),
      signal,
      onSilence: () => this.#notice(id),
    });
    const heard = watch(silence("stream-watched"));
    source.addEventListener("auto", () => {
      heard();
      this.#heard.stream++;
      if (this.#hole_at !== null) this.#late++;
    });
    source.onerror = () => signal.aborted || this.#broke("stream");
    socket.onopen = () => heartbeat(socket, { every_ms: EVERY_MS, ...silence("socket-watched") });
    socket.onmessage = () => this.#heard.socket++;
    socket.onclose = () => signal.aborted || this.#broke("socket");
    signal.addEventListener("abort", () => {
      source.close();
      socket.close(1000);
    });
  }

  /**
   * The browser says that a connection is over. If the server closed it just then, the browser has not found out: the
   * kernel told it, through a hole that is only simulated. The server's own word comes a moment later.
   * @param {string} id
   */
  #broke(id) {
    if (this.#hole_at === null) return this.#run.end("The connection broke before the hole was there. Run it again.");
    const after = performance.now() - this.#hole_at;
    setTimeout(() => this.#noticed.has(`server-${id}`) || this.#run.on === false || this.#notice(id, after), TOLD_MS);
  }

  /** @param {string} word @param {any} value */
  #hear(word, value) {
    if (word === "conditions" && value) this.#hole_at ??= performance.now();
    else if (word === "wire") for (const record of value) this.#told(record);
    else if (word === "error") this.#run.end(`${value.message} ${value.hint}`);
  }

  /** @param {{ transport: string, closed_at: number | null }} record */
  #told({ transport, closed_at }) {
    if (closed_at !== null) this.#notice(transport === "sse" ? "server-stream" : "server-socket");
  }

  /** @param {string} id @param {number} [after] ms */
  #notice(id, after) {
    if (this.#hole_at === null || this.#over_after !== null || this.#noticed.has(id)) return;
    this.#noticed.set(id, after ?? performance.now() - this.#hole_at);
    if (id === "server-socket") this.#measured();
    this.#show();
  }

  #measured() {
    const value = Math.round((this.#noticed.get("server-socket") ?? 0) / 1_000);
    const [server, alone] = gatesOf(this.getAttribute("gate"));
    for (const answer of [
      { prediction: server, value },
      { prediction: alone, value: null },
    ]) {
      const detail = { ...answer, samples: [], n: 1 };
      this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail }));
    }
  }

  /** @param {number} time @param {Room} room */
  #frame(time, room) {
    if (time - this.#shown_at < SHOWN_EVERY_MS) return;
    this.#shown_at = time;
    this.#show();
    if (this.#hole_at === null || this.#over_after !== null) return;
    const all = OBSERVERS.every(({ id, notices }) => !notices || this.#noticed.has(id));
    if (!all && time - this.#hole_at < MOST_MS) return;
    setTimeout(() => this.#fill(room), all ? TOLD_MS : 0);
    this.#over_after = time - this.#hole_at;
  }

  /** The hole is over. What was written meanwhile arrives, as TCP would send it again. @param {Room} room */
  async #fill(room) {
    this.#late = 0;
    room.tell({ conditions: null });
    await new Promise((resolve) => setTimeout(resolve, TOLD_MS));
    if (!this.#run.on) return;
    this.#run.end();
    const came =
      this.#late === 0
        ? ""
        : ` Then the hole was filled, and on the stream nobody had given up ${counted(this.#late, "event")} came at once.`;
    this.#verdict.textContent = `${sentence(counted(this.#noticed.size, "observer"))} of six noticed.${came}`;
  }

  #show() {
    const now = this.#hole_at === null ? 0 : performance.now() - this.#hole_at;
    for (const [place, { id }] of OBSERVERS.entries()) {
      const [, bar, state] = this.#rows.children[place]?.children ?? [];
      const noticed = this.#noticed.get(id) ?? null;
      const upTo = noticed ?? this.#over_after ?? now;
      if (bar instanceof HTMLElement) {
        bar.style.setProperty("--share", `${Math.min((100 * upTo) / AXIS_MS, 100).toFixed(1)}%`);
        bar.toggleAttribute("data-noticed", noticed !== null);
      }
      if (state) state.textContent = this.#words(noticed, upTo);
    }
    if (this.#run.on && this.#hole_at !== null && this.#over_after === null)
      this.#verdict.textContent = "Nothing arrives any more, in either direction. Nothing is closed.";
  }

  /** @param {number | null} noticed @param {number} upTo ms */
  #words(noticed, upTo) {
    if (noticed !== null) return `noticed after ${duration(noticed)}`;
    if (this.#hole_at === null) return this.#run.on ? "all is well" : "";
    return `noticed nothing in ${duration(upTo)}`;
  }
}

customElements.define("black-hole", BlackHole);
