/**
 * The tapes of a stage's exchanges: what the drawer looks at is asked of the server, and only what is not here yet.
 *
 * Bounded: the exchanges looked at last are kept. Every question has an end: one that is not answered is asked again.
 *
 * @typedef {{ number: number, up: number, down: number }} Question an exchange by the server's number, and places from
 *   which on bytes are wanted
 * @typedef {{ number: number, pieces: import("./tape.js").Piece[], more: boolean }} Answer
 * @typedef {import("./dissect.js").Item} Item
 */

import { dissect } from "./dissect.js";
import { Tape } from "./tape.js";

const MOST = 64;
/** A tape that has grown longer begins anew, with what the server still holds. */
const MOST_BYTES = 256 * 1_024;
const PATIENCE_MS = 2_000;

/** What is known of one exchange's bytes. */
class Entry {
  tape = new Tape();
  /** Whether the server has answered: what is missing then, it does not hold. */
  answered = false;
  /** Bytes that had passed when it was asked last, and when it was answered last. */
  asked = -1;
  known = -1;
  /** @type {number | null} ms, while an answer is awaited */
  asked_at = null;
  /** @type {Item[]} */
  #items = [];
  #version = -1;

  /** @param {import("./dissect.js").Kind} kind */
  items(kind) {
    if (this.#version !== this.tape.version) {
      this.#version = this.tape.version;
      this.#items = dissect(this.tape, kind);
    }
    return this.#items;
  }
}

export class Tapes {
  /** @type {Map<number, Entry>} by the server's number, the one looked at last at the end */
  #entries = new Map();

  /** @param {{ ask: (question: Question) => void, now?: () => number }} world */
  constructor({ ask, now = () => performance.now() }) {
    this.ask = ask;
    this.now = now;
  }

  /**
   * What is known of an exchange; asks for the rest.
   * @param {{ number?: number, up: number, down: number }} exchange with its totals so far
   * @returns {Entry}
   */
  of({ number = 0, up, down }) {
    const old = this.#entries.get(number);
    const entry = old && old.tape.size <= MOST_BYTES ? old : new Entry();
    this.#entries.delete(number);
    this.#entries.set(number, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MOST && oldest !== undefined) this.#entries.delete(oldest);
    const waits = entry.asked_at !== null && this.now() - entry.asked_at < PATIENCE_MS;
    if (entry.known !== up + down && !waits && number) this.#ask(number, entry, up + down);
    return entry;
  }

  /** @param {Answer} answer */
  heard({ number, pieces, more }) {
    const entry = this.#entries.get(number);
    if (!entry) return;
    for (const piece of pieces) entry.tape.add(piece);
    entry.answered ||= !more;
    if (more) return this.#ask(number, entry, entry.asked);
    entry.asked_at = null;
    entry.known = entry.asked;
  }

  /**
   * @param {number} number
   * @param {Entry} entry
   * @param {number} passed
   */
  #ask(number, entry, passed) {
    entry.asked = passed;
    entry.asked_at = this.now();
    this.ask({ number, up: entry.tape.end("up"), down: entry.tape.end("down") });
  }
}
