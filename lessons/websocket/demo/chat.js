/**
 * The same chat over two ways, without any page: who says what, when the other has it, and what it cost.
 *
 * @typedef {"websocket" | "sse"} WayName `sse` goes up by POST
 * @typedef {(options: object) => { send?: (message: object) => boolean }} Connect of a transport's client.js
 * @typedef {{ from: string, text: string, number: number }} Line
 * @typedef {{ line: Line, ms: number }} Heard the other person has it, so long after it was said
 * @typedef {{ up: number, down: number, requests: number }} Cost bytes at the server's socket, of the lines alone
 */

import { keep } from "../../../js/lib/kept.js";

export const PEOPLE = ["Ada", "Ben"];

/** One way to chat: both people's connections, and what came of each line. */
export class Way {
  /** @type {Map<number, number>} when each line was said, by its number */
  #said = new Map();
  /** @type {Heard[]} */
  heard = [];
  /** @type {Map<number, { up: number, down: number }>} exchanges by the server's number, as last told */
  #exchanges = new Map();
  /** Bytes before the first line: handshakes, heads of streams, the key. */
  #before = { up: 0, down: 0 };
  /** @type {(() => void) | null} */
  #heardAll = null;

  /**
   * @param {object} options
   * @param {WayName} options.name
   * @param {string[]} options.transports whose bytes belong to this way
   * @param {(line: Line) => void} options.say sends a line
   * @param {() => void} options.changed
   */
  constructor({ name, transports, say, changed }) {
    this.name = name;
    this.transports = transports;
    this.send = say;
    this.changed = changed;
  }

  /** Says a line; resolves when the other person has it. @param {Line} line @returns {Promise<void>} */
  say(line) {
    return new Promise((resolve) => {
      this.#heardAll = resolve;
      this.#said.set(line.number, performance.now());
      this.send(line);
    });
  }

  /** A line came to a person. @param {string} person @param {{ data: Line }} event */
  arrived(person, { data }) {
    const now = performance.now();
    const said = this.#said.get(data.number);
    if (said === undefined || data.from === person) return; // One's own line comes back, too.
    this.#said.delete(data.number);
    this.heard.push({ line: data, ms: now - said });
    this.#heardAll?.();
    this.changed();
  }

  /** What the server tells of exchanges. @param {{ transport: string, number: number, up: number, down: number }[]} records */
  told(records) {
    for (const { transport, number, up, down } of records) {
      if (this.transports.includes(transport)) this.#exchanges.set(number, { up, down });
    }
    this.changed();
  }

  /** From here on bytes are counted as those of lines. */
  begin() {
    this.#before = this.#total;
  }

  /** How many exchanges the server has told of. */
  get requests() {
    return this.#exchanges.size;
  }

  get #total() {
    const all = [...this.#exchanges.values()];
    return { up: all.reduce((sum, { up }) => sum + up, 0), down: all.reduce((sum, { down }) => sum + down, 0) };
  }

  /** @returns {Cost} */
  get cost() {
    const { up, down } = this.#total;
    return { up: up - this.#before.up, down: down - this.#before.down, requests: this.requests };
  }

  /** Of all times; null before the first. */
  get median_ms() {
    const times = this.heard.map(({ ms }) => ms).sort((a, b) => a - b);
    return times[Math.ceil(times.length / 2) - 1] ?? null;
  }
}

/**
 * Both people on one WebSocket each: a line goes up on it, and comes down on the other's.
 * @param {{ connect: Connect, url: string, key: string, signal: AbortSignal, changed: () => void }} options
 * @returns {Promise<Way>} once both are connected
 */
export async function overWebSocket({ connect, url, key, signal, changed }) {
  /** @type {Record<string, (message: object) => boolean>} */
  const sends = {};
  const say = (/** @type {Line} */ line) => void sends[line.from]?.({ publish: { data: line } });
  const way = new Way({ name: "websocket", transports: ["websocket"], say, changed });
  await everybody((person, open) => {
    const onEvent = (/** @type {any} */ event) => way.arrived(person, event);
    const { send } = connect({ url, signal, onEvent, onState: watch(signal, "duplex", open) });
    if (send) sends[person] = send;
  });
  for (const send of Object.values(sends)) send({ key });
  return way;
}

/**
 * Both people on one event stream each; a line goes up as a POST.
 * @param {{ connect: Connect, url: string, post: string, key: string, signal: AbortSignal, changed: () => void }} options
 * @returns {Promise<Way>} once both are connected
 */
export async function overSse({ connect, url, post, key, signal, changed }) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${key}` };
  const say = (/** @type {Line} */ data) => {
    fetch(post, { method: "POST", headers, body: JSON.stringify({ data }), signal }).catch(() => {}); // Left, or gone: it shows.
  };
  const way = new Way({ name: "sse", transports: ["sse", "publish"], say, changed });
  await everybody((person, open) => {
    const onEvent = (/** @type {any} */ event) => way.arrived(person, event);
    connect({ url, signal, onEvent, onState: watch(signal, "stream", open) });
  });
  return way;
}

/**
 * Has a client's connection counted.
 * @param {AbortSignal} signal
 * @param {"duplex" | "stream"} kind
 * @param {() => void} open called when it is
 */
function watch(signal, kind, open) {
  /** @type {import("../../../js/lib/budget.js").Use} */
  const use = keep(signal, { kind, is: "opening" });
  return (/** @type {{ is: string }} */ { is }) => {
    use.is = is;
    if (is === "open") open();
  };
}

/** @param {(person: string, open: () => void) => void} join */
function everybody(join) {
  return Promise.all(PEOPLE.map((person) => new Promise((resolve) => join(person, () => resolve(null)))));
}
