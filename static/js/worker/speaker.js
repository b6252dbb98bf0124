/**
 * What the browser says on an open WebSocket: an `ack` now and then when events have come, a `ping` when it was silent for
 * long. Both are drawn on the stage when the server reports them.
 *
 * @typedef {{ request: number, kind: string, sent_at: number }} Said server-clock ms
 */

/** At most one ack in this time. */
const ACK_MS = 1_000;

/** Silence after which a ping goes out: less than the 60 s after which proxies give a line up. */
const PING_MS = 15_000;

export class Speaker {
  /** @type {Said[]} sent, not yet reported by the server */
  #said = [];
  #ack = 0;
  #acked_at = Number.NEGATIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #ackTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pingTimer;

  /**
   * @param {{ now: () => number, request: () => number, send: (message: object) => boolean, onSaid: (said: Said) => void }}
   *   line `now` in server-clock ms
   */
  constructor(line) {
    this.line = line;
  }

  /** The connection is open: nothing said on an earlier one can arrive any more. */
  opened() {
    this.#said = [];
    this.#silence();
  }

  /** @param {number} id of an event that came */
  heard(id) {
    this.#ack = id;
    this.#ackTimer ??= setTimeout(() => this.#sendAck(), this.#acked_at + ACK_MS - this.line.now());
  }

  /** The server read a message. @returns {Said | undefined} which one: they arrive in order */
  arrived() {
    return this.#said.shift();
  }

  stop() {
    clearTimeout(this.#ackTimer);
    clearTimeout(this.#pingTimer);
  }

  #sendAck() {
    this.#ackTimer = undefined;
    this.#acked_at = this.line.now();
    this.#say("ack", { ack: this.#ack });
  }

  /**
   * @param {string} kind
   * @param {object} message
   */
  #say(kind, message) {
    const said = { request: this.line.request(), kind, sent_at: this.line.now() };
    if (!this.line.send(message)) return;
    this.#said.push(said);
    this.line.onSaid(said);
    this.#silence();
  }

  #silence() {
    clearTimeout(this.#pingTimer);
    this.#pingTimer = setTimeout(() => this.#say("ping", { ping: this.line.now() }), PING_MS);
  }
}
