/**
 * Three ways to poll one topic, and what each cost. Real requests; the bytes are those the server counted at its socket
 * and tells by the control socket, which is open only while it is needed.
 *
 * @typedef {{ status: number | null, up: number, down: number, events: number, number: number, closed_at: number | null }} WireRecord
 * @typedef {{ name: string, status: number, events: number, up: number, down: number }} Cost
 */

import { Endpoints } from "../../../js/lib/endpoints.js";
import { makeTag } from "../../../js/lib/tag.js";

const FIRST_EVENTS = 12;
const PATIENCE_MS = 5_000;

export class Ways {
  /** @type {{ room: string, key: string } | null} */
  #place = null;
  #tag = makeTag();
  #cursor = 0;
  #etag = "";
  #published = 0;

  /** The way of a page that knows no cursor, the way with one, and the way with a condition besides. */
  async ask() {
    if (!this.#place) await this.#begin();
    const wire = new Wire(this.#endpoints.controlUrl);
    try {
      const after = { after: this.#cursor };
      const whole = await this.#poll(wire, "the whole list", { after: 0 });
      const cursor = await this.#poll(wire, "with a cursor", after);
      const condition = await this.#poll(wire, "with a cursor and a condition", after, { "If-None-Match": this.#etag });
      this.#goOn(cursor.answer);
      return [whole.cost, cursor.cost, condition.cost];
    } finally {
      wire.close();
    }
  }

  async publish() {
    if (!this.#place) await this.#begin();
    this.#published++;
    const body = { data: { text: `Message ${this.#published}: the import is done.` } };
    await post(this.#endpoints.topicUrl, body, this.#place?.key);
  }

  get #endpoints() {
    const room = this.#place?.room ?? "";
    return new Endpoints({ origin: location.origin, room, topic: "polls", tag: this.#tag });
  }

  /** A room with some events in it, all of them known to the browser. */
  async #begin() {
    this.#place = await post(`${location.origin}/rooms`, {});
    this.#published = 0;
    for (let n = 0; n < FIRST_EVENTS; n++) await this.publish();
    const answer = await fetch(this.#endpoints.probeUrl, { cache: "no-store" });
    await answer.arrayBuffer();
    this.#goOn(answer);
  }

  /** @param {Response} answer the one to go on from */
  #goOn(answer) {
    this.#etag = answer.headers.get("ETag") ?? "";
    this.#cursor = Number(this.#etag.replaceAll('"', ""));
  }

  /**
   * @param {Wire} wire
   * @param {string} name
   * @param {{ after: number }} query
   * @param {Record<string, string>} [headers]
   * @returns {Promise<{ answer: Response, cost: Cost }>}
   */
  async #poll(wire, name, query, headers = {}) {
    await wire.opened;
    const answer = await fetch(this.#endpoints.stream("poll", query), { cache: "no-store", headers });
    if (answer.status >= 400) throw await this.#refusal(answer);
    await answer.arrayBuffer();
    const { up, down, events } = await wire.next();
    return { answer, cost: { name, status: answer.status, events, up, down } };
  }

  /** @param {Response} answer */
  async #refusal(answer) {
    const { error } = await answer.json();
    if (error.code === "no-such-room") this.#place = null; // It expired: the next try makes another.
    return new Error(`${error.message} ${error.hint}`);
  }
}

/** The server's records of the wire, one request after another. */
class Wire {
  #seen = new Set();
  /** @type {WireRecord[]} */
  #closed = [];
  /** @type {((record: WireRecord) => void) | null} */
  #awaited = null;

  /** @param {string} url of the control socket */
  constructor(url) {
    const socket = new WebSocket(url);
    this.socket = socket;
    this.opened = within(new Promise((resolve) => socket.addEventListener("message", resolve, { once: true })));
    socket.addEventListener("message", ({ data }) => this.#hear(JSON.parse(data).wire ?? []));
  }

  /** The record of the next request that is over. @returns {Promise<WireRecord>} */
  next() {
    const record = this.#closed.shift();
    if (record) return Promise.resolve(record);
    return within(new Promise((resolve) => (this.#awaited = resolve)));
  }

  close() {
    this.socket.close(1000);
  }

  /** @param {WireRecord[]} records */
  #hear(records) {
    for (const record of records) {
      if (record.closed_at === null || this.#seen.has(record.number)) continue;
      this.#seen.add(record.number);
      if (this.#awaited) this.#awaited(record);
      else this.#closed.push(record);
      this.#awaited = null;
    }
  }
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function within(promise) {
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error("The server did not say what the request cost. Try again.")), PATIENCE_MS),
  );
  return Promise.race([promise, late]);
}

/**
 * @param {string} url
 * @param {object} body
 * @param {string} [key]
 */
async function post(url, body, key) {
  const headers = { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${said.error.message} ${said.error.hint}`);
  return said;
}
