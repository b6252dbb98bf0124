/**
 * What one EventSource heard, and when it was away. Pure; times are ms of one clock, the server's.
 *
 * @typedef {{ number: number, sent_at: number }} Published
 * @typedef {{ number: number, sent_at: number, arrived_at: number }} Heard
 *
 * @typedef {object} Span of an open stream
 * @property {number} opened_at
 * @property {number | null} broke_at null: it is open
 * @property {string} last_id what the browser had been told last when it opened: the Last-Event-ID it sent; empty: none
 */

/** Kept of each, so that a long run stays small. */
const KEPT = 600;

export class Lane {
  /** @type {Span[]} */
  spans = [];
  /** @type {Heard[]} */
  heard = [];
  /** When attempts to come back failed. @type {number[]} */
  failed_at = [];
  /** The id of the last event. */
  last_id = "";
  #numbers = new Set();
  #first = 0;

  get open() {
    return this.spans.at(-1)?.broke_at === null;
  }

  /** Attempts that failed since it broke. */
  get attempts() {
    const broke_at = this.spans.at(-1)?.broke_at ?? null;
    return broke_at === null ? 0 : this.failed_at.filter((at) => at > broke_at).length;
  }

  /** @param {number} at */
  opened(at) {
    this.spans.push({ opened_at: at, broke_at: null, last_id: this.last_id });
  }

  /** It broke, or another attempt to come back failed. @param {number} at */
  broke(at) {
    const span = this.spans.at(-1);
    if (span?.broke_at === null) span.broke_at = at;
    else this.failed_at = [...this.failed_at, at].slice(-KEPT);
  }

  /** @param {Heard} event @param {string} last_id */
  hear(event, last_id) {
    if (this.#numbers.size === 0) this.#first = event.number;
    this.#numbers.add(event.number);
    this.last_id = last_id;
    this.heard.push(event);
    if (this.heard.length > KEPT) this.heard.shift();
  }

  /**
   * Events that never came although later ones did. While it is away, nobody can say what it will have missed.
   * @param {Published[]} published
   */
  lost(published) {
    const last = this.heard.at(-1)?.number ?? 0;
    return published.filter(({ number }) => number > this.#first && number < last && !this.#numbers.has(number));
  }

  /** Events that were published before the stream that brought them was open. */
  get replayed() {
    return this.heard.filter(({ sent_at, arrived_at }) => sent_at < this.openedBefore(arrived_at));
  }

  /** When the stream was opened that was open at that time. @param {number} at */
  openedBefore(at) {
    return this.spans.findLast(({ opened_at }) => opened_at <= at)?.opened_at ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * When it was away, and what that cost.
   * @param {Published[]} published
   */
  breaks(published) {
    const lost = this.lost(published);
    return this.spans.slice(1).map((span, place) => {
      const from = this.spans[place]?.broke_at ?? span.opened_at;
      const within = (/** @type {Published} */ { sent_at }) => sent_at >= from - SLACK_MS && sent_at < span.opened_at;
      return {
        away_ms: span.opened_at - from,
        last_id: span.last_id,
        replayed: this.replayed.filter(within).length,
        lost: lost.filter(within).length,
      };
    });
  }
}

/** An event on its way when the line was cut was published a moment before the browser noticed. */
const SLACK_MS = 1_000;
