/**
 * Which of the server's records belongs to which request of a lane. Pure; times are server-clock ms.
 *
 * A record carries the cursor that was asked with and the time it was read, no name. A lane asks one thing after another,
 * so a record belongs to the latest request that left before it was read, with the same cursor, and has none yet.
 * Requests that never reached the server stay without a record.
 *
 * @typedef {{ transport: string, number: number, after: number | null, received_at: number, answered_at: number | null,
 *   closed_at: number | null, status: number | null, up: number, down: number, events: number }} WireRecord
 * @typedef {{ request: number, asked_at: number, after: number | null, unseen: boolean, broke_at?: number }} Asked
 * `unseen`: nobody saw it leave, asked_at is a guess; `broke_at`: the browser gave it up
 */

/** How many requests and records may wait for each other. */
const MOST = 64;

export class Claims {
  /** @type {Asked[]} requests without a record, oldest first */
  #asked = [];
  /** @type {Map<number, WireRecord>} records without a request, by the server's number */
  #unclaimed = new Map();
  /** @type {Map<number, Asked>} the requests records have been given to, by the server's number */
  #claimed = new Map();

  /**
   * @param {Asked} asked
   * @returns {{ record: WireRecord, asked: Asked, first: boolean }[]} records that came before their request was known
   */
  ask(asked) {
    this.#asked.push(asked);
    if (this.#asked.length > MOST) this.#asked.shift();
    return [...this.#unclaimed.values()].flatMap((record) => this.claim(record, 0) ?? []);
  }

  /**
   * @param {WireRecord} record
   * @param {number} error_ms bound of the clock's error
   * @returns {{ record: WireRecord, asked: Asked, first: boolean } | null} null: its request is not known (yet)
   */
  claim(record, error_ms) {
    const known = this.#claimed.get(record.number);
    if (known) return { record, asked: known, first: false };
    const index = this.#asked.findLastIndex(
      ({ after, asked_at, unseen, broke_at = Number.POSITIVE_INFINITY }) =>
        after === record.after &&
        (unseen || asked_at <= record.received_at + error_ms + 1) &&
        record.received_at <= broke_at + error_ms + 1,
    );
    if (index < 0) return this.#keep(record);
    const [asked] = /** @type {[Asked]} */ (this.#asked.splice(index, 1));
    this.#unclaimed.delete(record.number);
    this.#claimed.set(record.number, asked);
    forget(this.#claimed);
    return { record, asked, first: true };
  }

  /**
   * A request broke: what the server reads from now on is another one.
   * @param {number} request
   * @param {number} at
   */
  broke(request, at) {
    const asked = this.#asked.find((one) => one.request === request);
    if (asked) asked.broke_at = at;
  }

  /**
   * The request behind a number of the server's.
   * @param {number} number
   */
  requestOf(number) {
    return this.#claimed.get(number)?.request;
  }

  /** @param {WireRecord} record */
  #keep(record) {
    this.#unclaimed.set(record.number, record);
    forget(this.#unclaimed);
    return null;
  }
}

/** Drops the oldest entry of a map that has grown too long. @param {Map<number, unknown>} map */
function forget(map) {
  const [oldest] = map.keys();
  if (map.size > MOST && oldest !== undefined) map.delete(oldest);
}
