/**
 * `<six-connections>`: seven event streams, then an ordinary fetch, then a WebSocket, all real, each with the time it took
 * to open. It gives everything back when it ends, and ends by itself, because meanwhile no other tab of this site can load.
 *
 * `gate` names the prediction it waits for. Says "measured" for it once what waits has waited long enough, and "modified"
 * with the name "freed" when a stream was closed and one that waited came to be.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { onFrame } from "../../../js/dom/frames.js";
import { button, make } from "../../../js/dom/make.js";
import "../../../js/elements/connection-meter.js";
import { isShared, pageProtocol } from "../../../js/lib/budget.js";
import { counted, duration, listed, ms, sentence } from "../../../js/lib/format.js";
import { openRoom } from "../../../js/lib/own-room.js";
import { attempt, holds, waits } from "./attempts.js";

/** @typedef {import("./attempts.js").Attempt} Attempt */

const STREAMS = 7;
/** Between two attempts, so that their order is plain. */
const EVERY_MS = 250;
/** What has not opened by then waits for a connection: here an answer begins within milliseconds. */
const LONG_MS = 2_500;
/** A WebSocket needs none of the six. If it takes longer, the machine or the way is slow. */
const SLOW_MS = 10_000;
const MOST_MS = 45_000;
const SHOWN_EVERY_MS = 100;

class SixConnections extends HTMLElement {
  /** Greedy: to show the stall it must take every connection there is, give way to nobody, and have no tab give way to it. */
  #run = new DemoRun(this, { start: (signal) => this.#open(signal), show: () => this.#show(), greedy: true });
  /** @type {Attempt[]} */
  #attempts = [];
  /** Streams that the server has. @type {number | null} */
  #counted = null;
  #began_at = 0;
  #told = false;
  #shown_at = 0;
  #meter = document.createElement("connection-meter");
  #server = make("p", { class: "quiet" });
  #verdict = make("p", { class: "demo-says", role: "status" });
  #rows = make("ol", { class: "attempts" });

  connectedCallback() {
    this.#run.enter();
    if (!this.#rows.isConnected) {
      const heads = make("div", { class: "budget" }, this.#meter, this.#server);
      this.replaceChildren(this.#run.bar, heads, this.#rows, this.#verdict);
    }
    this.#show();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    this.#attempts = [];
    this.#counted = null;
    this.#told = false;
    this.#rows.replaceChildren();
    const hear = (/** @type {string} */ word, /** @type {any} */ value) => {
      if (word === "presence") this.#counted = value.sse ?? 0;
    };
    const room = await openRoom({ signal, hear });
    if (signal.aborted) return;
    this.#began_at = performance.now();
    const stop = onFrame((time) => this.#frame(time));
    signal.addEventListener("abort", stop);
    const url = (/** @type {string} */ path) => room.at(`${room.topic("limits")}/${path}`);
    for (let number = 1; number <= STREAMS; number++) {
      this.#add("stream", `EventSource ${number}`, url("sse"), signal);
      await pause(EVERY_MS, signal);
    }
    this.#add("fetch", "an ordinary fetch", url("poll"), signal);
    await pause(EVERY_MS, signal);
    this.#add("socket", "a WebSocket", url("ws"), signal);
  }

  /**
   * @param {import("./attempts.js").Kind} kind
   * @param {string} title
   * @param {string} url
   * @param {AbortSignal} signal
   */
  #add(kind, title, url, signal) {
    if (signal.aborted) return;
    const made = attempt(kind, title, url, { signal, changed: () => this.#show() });
    this.#attempts.push(made);
    const close = button("Close", () => this.#close(made), "text-button");
    close.ariaLabel = `Close ${title}`;
    const hue = kind === "stream" ? "sse" : kind === "socket" ? "ws" : "";
    const bar = make("span", { class: "attempt-bar" }, make("i", {}));
    this.#rows.append(
      make("li", { class: hue }, make("b", {}, title), bar, make("span", { class: "attempt-state" }), close),
    );
    this.#show();
  }

  /** One connection is given back: who waits longest should get it. @param {Attempt} made */
  #close(made) {
    const waiting = this.#attempts.filter(waits);
    made.close();
    const next = /** @type {HTMLElement | null} */ (
      this.#rows.querySelector("button:not([hidden])") ?? this.querySelector("button")
    );
    next?.focus(); // the button of a stream that is closed is gone
    if (waiting.length === 0) return;
    const look = () => {
      if (!this.#run.on) return;
      if (waiting.some(({ opened_at }) => opened_at !== null)) this.#modified("freed");
      else requestAnimationFrame(look);
    };
    look();
  }

  /** @param {string} name */
  #modified(name) {
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name } }));
  }

  /** @param {number} time */
  #frame(time) {
    if (time - this.#shown_at < SHOWN_EVERY_MS) return;
    this.#shown_at = time;
    this.#show();
    this.#tell(time);
    if (time - this.#began_at > MOST_MS)
      this.#run.end("Everything was closed after 45 seconds, so that your other tabs can load.");
  }

  /** What was found, once it is beyond doubt. @param {number} now */
  #tell(now) {
    const last = this.#attempts.at(-1);
    if (this.#told || last?.kind !== "socket" || now - last.asked_at < (waits(last) ? SLOW_MS : LONG_MS)) return;
    this.#told = true;
    this.#verdict.textContent = verdict(this.#attempts);
    const detail = { prediction: this.getAttribute("gate"), value: null, samples: [], n: this.#attempts.length };
    this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail }));
  }

  #show() {
    const now = performance.now();
    for (const [place, row] of [...this.#rows.children].entries()) {
      const made = /** @type {Attempt} */ (this.#attempts[place]);
      const [, bar, state, close] = row.children;
      if (state) state.textContent = stateWords(made, now);
      if (close instanceof HTMLElement) close.hidden = made.closed_at !== null || made.kind !== "stream";
      row.toggleAttribute("data-waits", waits(made));
      const share = Math.min(((made.opened_at ?? made.closed_at ?? now) - made.asked_at) / LONG_MS, 1);
      if (bar instanceof HTMLElement) bar.style.setProperty("--share", `${(100 * share).toFixed(1)}%`);
    }
    if (!this.#run.on) {
      for (const name of ["held", "waiting", "sockets"]) this.#meter.removeAttribute(name);
      this.#server.textContent = "";
      return;
    }
    const ofHttp = this.#attempts.filter(({ kind }) => kind !== "socket");
    this.#meter.setAttribute("held", String(this.#attempts.filter(holds).length));
    this.#meter.setAttribute("waiting", String(ofHttp.filter(waits).length));
    const socket = this.#attempts.some(({ kind, opened_at }) => kind === "socket" && opened_at !== null);
    this.#meter.setAttribute("sockets", socket ? "2" : "1");
    this.#server.textContent = this.#counted === null ? "" : `The server counts ${counted(this.#counted, "stream")}.`;
  }
}

/** @param {Attempt} made @param {number} now */
function stateWords(made, now) {
  const { kind, asked_at, opened_at, closed_at, why } = made;
  const open = kind === "fetch" ? "answered" : "open";
  if (waits(made)) return `waiting, ${duration(now - asked_at)}`;
  if (opened_at === null) return why || `closed, never opened in ${duration((closed_at ?? now) - asked_at)}`;
  const after = `${open} after ${ms(opened_at - asked_at)}`;
  return closed_at !== null && kind !== "fetch" ? `${after}, now closed` : after;
}

/** @param {Attempt[]} attempts */
function verdict(attempts) {
  const open = attempts.filter(holds).length;
  const waiting = attempts.filter(waits);
  const socket = attempts.find(({ kind }) => kind === "socket");
  const took = socket?.opened_at ? ` The WebSocket opened after ${ms(socket.opened_at - socket.asked_at)}.` : "";
  const protocol = pageProtocol();
  if (waiting.length === 0) {
    const shared = isShared(protocol)
      ? ` This page came by ${protocol}: all of them are streams on one connection.`
      : "";
    return `Nothing waits: ${counted(open, "stream")} are open, and the fetch was answered.${shared}${took}`;
  }
  const who = sentence(listed(waiting.map(({ title }) => title)));
  const others = open < 6 ? " Other tabs of this site hold the rest." : "";
  return `${sentence(counted(open, "stream"))} are open.${others} ${who} ${waiting.length === 1 ? "waits" : "wait"}, without any error.${took}`;
}

/** @param {number} ms @param {AbortSignal} signal ends it early */
function pause(ms, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    signal.addEventListener("abort", resolve, { once: true });
  });
}

customElements.define("six-connections", SixConnections);
