/**
 * What a demo keeps open, told by whoever opens it, under the signal that ends it. Whoever gave the signal can ask at any
 * moment how many connections that is.
 *
 * @typedef {import("./budget.js").Use} Use
 * @typedef {import("./budget.js").Budget} Budget
 */

import { budget } from "./budget.js";

/** What is kept under a signal, and who is told when something comes in. @type {WeakMap<AbortSignal, { uses: Set<Use>, changed: () => void }>} */
const books = new WeakMap();

/**
 * Opens a book for a signal, before anything is kept under it.
 * @param {AbortSignal} signal
 * @param {() => void} changed something more is kept
 * @returns {() => Budget} how much that is now
 */
export function count(signal, changed) {
  /** @type {Set<Use>} */
  const uses = new Set();
  books.set(signal, { uses, changed });
  return () => budget(uses);
}

/**
 * Counts a stream or a socket for as long as it is open; or what is kept open elsewhere, in a worker, by a client, whose
 * state whoever keeps it writes into `is`.
 * @template {EventSource | WebSocket | Use} T
 * @param {AbortSignal} signal
 * @param {T} line
 * @returns {T} the same
 */
export function keep(signal, line) {
  const book = books.get(signal);
  if (!book) return line; // Nobody counts.
  const use = line instanceof EventTarget ? useOf(line) : /** @type {Use} */ (line);
  book.uses.add(use);
  signal.addEventListener("abort", () => book.uses.delete(use), { once: true });
  book.changed();
  return line;
}

/**
 * A part of a run that ends sooner, or with it. What is kept in it counts as the run's.
 * @param {AbortSignal} signal
 * @returns {{ signal: AbortSignal, end: () => void }}
 */
export function partOf(signal) {
  const ending = new AbortController();
  const part = AbortSignal.any([signal, ending.signal]);
  const book = books.get(signal);
  if (book) books.set(part, book);
  return { signal: part, end: () => ending.abort() };
}

/** An event stream that broke has no connection until it is open again. @param {EventSource | WebSocket} line @returns {Use} */
function useOf(line) {
  let is = "opening";
  line.addEventListener("open", () => {
    is = "open";
  });
  line.addEventListener("error", () => {
    is = "retrying";
  });
  const kind = "send" in line ? "duplex" : "stream";
  return {
    kind,
    get is() {
      return line.readyState >= line.CLOSED ? "closed" : is;
    },
  };
}
