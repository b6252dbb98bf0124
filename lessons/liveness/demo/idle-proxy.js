/**
 * `<idle-proxy>`: six real WebSockets through a proxy that closes what is silent for three seconds, and pings of a chosen
 * interval. A second here stands for twenty: three for a minute.
 *
 * Each ping leaves up to a tenth late, as timers and networks have it. Says "modified" with the name "equal" when pings as
 * far apart as the time-out have been tried, and "half" when pings of a little less have been tried and six connections have
 * lived through pings at half of it.
 * Attribute `seconds`: how long a run lasts, 15 unless told.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { onFrame } from "../../../js/dom/frames.js";
import { draw, make } from "../../../js/dom/make.js";
import { counted, DASH, duration } from "../../../js/lib/format.js";
import { keep } from "../../../js/lib/kept.js";
import { openRoom } from "../../../js/lib/own-room.js";

/** @typedef {{ opened_at: number | null, pings: number[], closed_after: number | null }} Line times: ms, from its opening on */
/** @typedef {{ every_s: number, closed: number, first_ms: number | null }} Result `closed` of the six */

const IDLE_S = 3;
/** Less than the time-out, and yet not enough. */
const SCANT_S = 2.8;
const SCALE = 20;
const LINES = 6;
const LATE = 0.1;
/** By what the choice is called; 0: none. */
const INTERVALS = { none: 0, "4 s": 4, "3 s": 3, "2.8 s": SCANT_S, "1.5 s": 1.5 };
const SHOWN_EVERY_MS = 100;
const PLACE = { left: 8, row: 18, top: 12, axis: 22 };

class IdleProxy extends HTMLElement {
  #run = new DemoRun(this, { start: (signal) => this.#open(signal), show: () => this.#show() });
  #every_s = IDLE_S;
  /** How long a run lasts. */
  #run_ms = 15_000;
  /** @type {Line[]} */
  #lines = [];
  /** @type {Map<number, Result>} by the interval */
  #results = new Map();
  #began_at = 0;
  #shown_at = 0;
  #picture = make("div", { class: "idle-picture", role: "img" });
  #body = make("tbody", {});
  #verdict = make("p", { class: "demo-says", role: "status" });

  connectedCallback() {
    this.#run.enter();
    if (!this.#body.isConnected) {
      const heads = ["a ping every", "stands for", "closed by the proxy", "the first after"];
      const table = make(
        "table",
        {},
        make("caption", {}, `Six connections, a proxy that closes after ${IDLE_S} s of silence`),
        make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
        this.#body,
      );
      const scroll = make("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Results" }, table);
      this.replaceChildren(this.#choice(), this.#run.bar, this.#picture, this.#verdict, scroll);
    }
    this.#show();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  #choice() {
    const choice = make("div", { class: "segmented" });
    for (const [word, every_s] of Object.entries(INTERVALS)) {
      const input = make("input", { type: "radio", name: "idle-every", checked: every_s === this.#every_s });
      input.addEventListener("change", () => {
        this.#run.end();
        this.#every_s = every_s;
      });
      choice.append(make("label", {}, input, word));
    }
    return make("fieldset", { class: "demo-bar" }, make("legend", {}, "A ping every"), choice);
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    this.#run_ms = 1_000 * Number(this.getAttribute("seconds") ?? 15);
    this.#verdict.textContent = "";
    this.#lines = [];
    this.#show();
    /** @type {() => void} */
    let inForce = () => {};
    const ready = new Promise((resolve) => (inForce = () => resolve(null)));
    const hear = (/** @type {string} */ word, /** @type {any} */ value) => {
      if (word === "conditions") inForce();
      if (word === "error") this.#run.end(`${value.message} ${value.hint}`);
    };
    const room = await openRoom({ signal, hear });
    room.tell({ conditions: { idle_s: IDLE_S } });
    await ready;
    if (signal.aborted) return;
    this.#began_at = performance.now();
    const url = room.at(`${room.topic("idle")}/ws`).replace(/^http/, "ws");
    for (let n = 0; n < LINES; n++) this.#add(url, signal);
    const stop = onFrame((time) => this.#frame(time));
    signal.addEventListener("abort", stop);
  }

  /** @param {string} url @param {AbortSignal} signal */
  #add(url, signal) {
    const socket = keep(signal, new WebSocket(url));
    /** @type {Line} */
    const line = { opened_at: null, pings: [], closed_after: null };
    this.#lines.push(line);
    const every_ms = this.#every_s * 1_000;
    const ping = () => {
      if (signal.aborted || socket.readyState !== WebSocket.OPEN) return;
      line.pings.push(since(line));
      socket.send(JSON.stringify({ ping: 1 }));
      next();
    };
    const next = () => setTimeout(ping, every_ms * (1 + Math.random() * LATE));
    socket.onopen = () => {
      line.opened_at = performance.now();
      if (every_ms > 0) next();
    };
    socket.onclose = () => {
      if (!signal.aborted) line.closed_after = since(line);
    };
    signal.addEventListener("abort", () => socket.close(1000));
  }

  /** @param {number} time */
  #frame(time) {
    if (time - this.#shown_at < SHOWN_EVERY_MS) return;
    this.#shown_at = time;
    this.#show();
    const closed = this.#lines.filter(({ closed_after }) => closed_after !== null);
    if (closed.length === LINES || time - this.#began_at > this.#run_ms) this.#over(closed);
  }

  /** @param {Line[]} closed */
  #over(closed) {
    const firsts = closed.map(({ closed_after }) => closed_after ?? 0);
    const first_ms = firsts.length > 0 ? Math.min(...firsts) : null;
    const every_s = this.#every_s;
    this.#results.set(every_s, { every_s, closed: closed.length, first_ms });
    this.#run.end();
    this.#verdict.textContent =
      closed.length === 0
        ? `None of the six was closed in ${duration(this.#run_ms)}.`
        : `The proxy closed ${counted(closed.length, "connection")} of six.`;
    if (every_s === IDLE_S) this.#modified("equal");
    if (this.#results.has(SCANT_S) && this.#results.get(IDLE_S / 2)?.closed === 0) this.#modified("half");
  }

  /** @param {string} name */
  #modified(name) {
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name } }));
  }

  #show() {
    const width = this.#picture.clientWidth || 600;
    const open = this.#lines.filter(
      ({ opened_at, closed_after }) => opened_at !== null && closed_after === null,
    ).length;
    const closed = this.#lines.filter(({ closed_after }) => closed_after !== null).length;
    const state = this.#run.on ? `${open} still open` : `${closed} closed by the proxy`;
    this.#picture.ariaLabel = `Six connections over ${this.#run_ms / 1_000} seconds: ${state}.`;
    this.#picture.replaceChildren(this.#plot(width));
    const rows = [...this.#results.values()].sort((a, b) => b.every_s - a.every_s).map(row);
    this.#body.replaceChildren(...rows);
    if (rows.length === 0) this.#body.append(make("tr", {}, make("td", { colspan: 4 }, "Nothing has been tried yet.")));
  }

  /** @param {number} width px */
  #plot(width) {
    const x = (/** @type {number} */ ms) => PLACE.left + (ms / this.#run_ms) * (width - 2 * PLACE.left);
    const height = PLACE.top + LINES * PLACE.row + PLACE.axis;
    const bottom = PLACE.top + LINES * PLACE.row;
    const now = this.#run.on ? performance.now() - this.#began_at : this.#run_ms;
    const ticks = Array.from({ length: this.#run_ms / 3_000 + 1 }, (_, n) => n * 3_000);
    const rails = this.#lines.map(({ pings, closed_after }, place) => {
      const y = PLACE.top + place * PLACE.row;
      const end = x(Math.min(closed_after ?? now, this.#run_ms));
      const marks = pings.map((at) => `M${x(at)} ${y - 5}v10`).join("");
      const wall = closed_after === null ? "" : `M${end - 4} ${y - 4}l8 8M${end + 4} ${y - 4}l-8 8`;
      return draw(
        "g",
        {},
        draw("path", { class: "idle-line", d: `M${PLACE.left} ${y}H${end}` }),
        draw("path", { class: "idle-ping", d: marks }),
        draw("path", { class: "idle-closed", d: wall }),
      );
    });
    return draw(
      "svg",
      { class: "drawing ws", width, height, "aria-hidden": "true" },
      ...ticks.map((at) => draw("path", { class: "idle-grid", d: `M${x(at)} 4V${bottom}` })),
      ...ticks.map((at, n) =>
        draw(
          "text",
          { x: x(at), y: bottom + 14, "text-anchor": n === 0 ? "start" : n === ticks.length - 1 ? "end" : "middle" },
          `${at / 1_000} s`,
        ),
      ),
      ...rails,
    );
  }
}

/** ms since it was open. @param {Line} line */
function since({ opened_at }) {
  const now = performance.now();
  return now - (opened_at ?? now);
}

/** @param {Result} result */
function row({ every_s, closed, first_ms }) {
  const cells = [
    every_s === 0 ? DASH : `${every_s * SCALE} s against ${IDLE_S * SCALE} s`,
    `${closed} of ${LINES}`,
    first_ms === null ? DASH : duration(first_ms),
  ];
  const head = make("th", { scope: "row" }, every_s === 0 ? "none" : `${every_s} s`);
  return make("tr", {}, head, ...cells.map((cell) => make("td", {}, cell)));
}

customElements.define("idle-proxy", IdleProxy);
