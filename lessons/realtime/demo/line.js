/**
 * Two phones for a demo: a room of their own, the worker they live in, and what they tell. Dispatches what the worker says
 * as events of that name ("sent", "read", "heard", "lost"), with the fact as `detail`.
 *
 * @typedef {{ id: number, data: any, sent_at: number }} ChatEvent `sent_at` in server-clock ms: the server has it
 * @typedef {{ phone: "A" | "B", data: any, tapped_at: number, sent_at: number }} Sent
 * @typedef {{ phone: "A" | "B", event: ChatEvent, at: number }} Heard
 */

import { keep } from "../../../js/lib/kept.js";

/** One a phone, and the control socket. If one of them breaks, the run is over. */
const SOCKETS = 3;

export class Line extends EventTarget {
  /** Bound of the clock's error, ms. */
  error_ms = 0;
  #offset_ms = 0;
  #worker;

  /** @param {Worker} worker */
  constructor(worker) {
    super();
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#hear(data);
  }

  /**
   * Opens both phones.
   * @param {AbortSignal} signal closes them
   * @returns {Promise<Line>} once both are connected
   * @throws {Error} with what the server says against it
   */
  static async open(signal) {
    const answer = await fetch("/rooms", { method: "POST", signal });
    const made = await answer.json();
    if (!answer.ok) throw new Error(`${made.error.message} ${made.error.hint}`);
    const worker = new Worker(new URL("./phones.js", import.meta.url), { type: "module", name: "phones" });
    signal.addEventListener("abort", () => worker.terminate());
    for (let socket = 0; socket < SOCKETS; socket++) keep(signal, { kind: "duplex", is: "open" });
    const line = new Line(worker);
    const ready = new Promise((resolve) => line.addEventListener("ready", resolve, { once: true }));
    const { module, path } = duplex();
    const { origin } = location;
    worker.postMessage({
      do: "start",
      origin,
      room: made.room,
      key: made.key,
      path,
      module: new URL(module, origin).href,
    });
    await ready;
    return line;
  }

  /**
   * Has a phone send a message.
   * @param {"A" | "B"} phone
   * @param {object} data
   * @param {number} tapped_at performance.now() of the tap
   */
  say(phone, data, tapped_at) {
    this.#worker.postMessage({ do: "say", phone, data, tapped_at: performance.timeOrigin + tapped_at });
  }

  /** The server's clock now, ms. */
  now() {
    return performance.timeOrigin + performance.now() + this.#offset_ms;
  }

  /** @param {any} fact */
  #hear({ fact, ...detail }) {
    if (fact === "clock") {
      this.error_ms = detail.error_ms;
      this.#offset_ms = detail.offset_ms;
    } else this.dispatchEvent(new CustomEvent(fact, { detail }));
  }
}

/** Calls back when what was just put into the page has been painted. @param {() => void} then */
export function afterPaint(then) {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(null);
  });
}

/** The transport on which both sides may speak, as the page's configuration names it. */
function duplex() {
  const config = document.getElementById("stage-config")?.textContent ?? "";
  return JSON.parse(config).lanes.find((/** @type {{ kind: string }} */ { kind }) => kind === "duplex");
}
