/**
 * Events on their way through something that may hold them back. Pure; times are ms of one clock.
 *
 * @typedef {{ id: number, sent_at: number, arrived_at: number | null }} Passage null: not here yet
 * @typedef {{ sent: number, arrived: number, held: number, longest_ms: number | null, median_ms: number | null, clump: number }} Summary
 *   `clump`: the most events that came at once
 */

/** What arrives closer together came in one piece: a browser fires the events of one read within this. */
const TOGETHER_MS = 25;

/** The passages of one stream, by id. Those older than the window are forgotten; the counts are of what is left. */
export class Passages {
  /** @type {Map<number, Passage>} */
  #byId = new Map();

  /** @param {number} window_ms how far back it remembers */
  constructor(window_ms) {
    this.window_ms = window_ms;
  }

  /** @param {number} id @param {number} sent_at */
  sent(id, sent_at) {
    const known = this.#byId.get(id);
    this.#byId.set(id, { id, sent_at, arrived_at: known?.arrived_at ?? null });
  }

  /** @param {number} id @param {number} sent_at @param {number} at */
  arrived(id, sent_at, at) {
    this.#byId.set(id, { id, sent_at, arrived_at: at });
  }

  /** In the order in which they happened. @param {number} now @returns {Passage[]} */
  list(now) {
    for (const [id, { sent_at, arrived_at }] of this.#byId)
      if (Math.max(sent_at, arrived_at ?? now) < now - this.window_ms) this.#byId.delete(id);
    return [...this.#byId.values()].sort((a, b) => a.id - b.id);
  }

  clear() {
    this.#byId.clear();
  }
}

/** @param {Passage[]} passages @returns {Summary} */
export function summary(passages) {
  const here = passages.filter(({ arrived_at }) => arrived_at !== null);
  const waits = here.map(({ sent_at, arrived_at }) => Number(arrived_at) - sent_at).sort((a, b) => a - b);
  const arrivals = here.map(({ arrived_at }) => Number(arrived_at)).sort((a, b) => a - b);
  return {
    sent: passages.length,
    arrived: here.length,
    held: passages.length - here.length,
    longest_ms: waits.at(-1) ?? null,
    median_ms: waits[Math.ceil(waits.length / 2) - 1] ?? null,
    clump: Math.max(0, ...clumps(arrivals)),
  };
}

/** How many came at once, each time. @param {number[]} arrivals ascending */
export function clumps(arrivals) {
  /** @type {number[]} */
  const sizes = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const at of arrivals) {
    if (at - last <= TOGETHER_MS) sizes.push((sizes.pop() ?? 0) + 1);
    else sizes.push(1);
    last = at;
  }
  return sizes;
}
