/**
 * The control socket: the clock, the news of the room, and what the reader sets. It comes back by itself after a break.
 *
 * @typedef {import("../lib/clock.js").Clock} Clock
 * @typedef {{ [word: string]: any }} Message
 *
 * @typedef {object} Listener
 * @property {(message: Message, at: number) => void} onMessage anything but the clock's; `at` in browser-clock ms
 * @property {(at: number) => void} onClock the clock knows more
 * @property {(retry_ms: number, draining: boolean, refused: boolean) => void} onDown the line is gone; `refused`: it never
 *   came to be
 */

const RETRY_MS = { first: 500, most: 10_000 };

/** IANA's WebSocket close code: the server restarts, come back. */
const RESTART = 1012;

export class Control {
  /** @type {WebSocket | null} */
  #socket = null;
  #attempt = 0;
  #greeted = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #clockTimer;
  /** @type {Message} what waits until the server has taken the key, by its word */
  #waiting = {};
  #keyed = false;

  /** @param {{ url: string, key: string | null, clock: Clock, now: () => number, listener: Listener }} options */
  constructor({ url, key, clock, now, listener }) {
    this.url = url;
    this.key = key;
    this.clock = clock;
    this.now = now;
    this.listener = listener;
  }

  open() {
    this.close();
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.#greeted = false;
    this.#keyed = false;
    socket.onmessage = ({ data }) => this.#heard(data, this.now());
    socket.onclose = ({ code }) => this.#closed(code);
  }

  close() {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#clockTimer);
    if (!this.#socket) return;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close(1000);
    this.#socket = null;
  }

  /**
   * Sends what needs the room's key, as soon as the server has taken it. Of several with one word, the last one counts.
   * @param {Message} message
   */
  command(message) {
    if (this.#keyed) this.say(message);
    else Object.assign(this.#waiting, message);
  }

  /**
   * @param {string} text
   * @param {number} at
   */
  #heard(text, at) {
    const message = JSON.parse(text);
    if (message.clock) {
      this.clock.add({ ...message.clock, t3: at });
      this.listener.onClock(at);
      return;
    }
    if (message.hello) this.#begin();
    if (message.keyed) this.#unlock();
    this.listener.onMessage(message, at);
  }

  /** The server is there. */
  #begin() {
    this.#greeted = true;
    this.#attempt = 0;
    if (this.key) this.say({ key: this.key });
    this.clock.hurry();
    this.#exchange();
  }

  #unlock() {
    this.#keyed = true;
    const waiting = Object.entries(this.#waiting);
    this.#waiting = {};
    for (const [word, content] of waiting) this.say({ [word]: content });
  }

  /** Asks for the time, and again after a while. */
  #exchange() {
    this.#clockTimer = setTimeout(() => this.#exchange(), this.clock.nextIn());
    this.say({ clock: { t0: this.now() } });
  }

  /** Sends what needs no key, if the line is open. @param {Message} message */
  say(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** @param {number} code */
  #closed(code) {
    clearTimeout(this.#clockTimer);
    const ms = Math.random() * Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** this.#attempt++);
    this.#retryTimer = setTimeout(() => this.open(), ms);
    this.listener.onDown(ms, code === RESTART, !this.#greeted);
  }
}
