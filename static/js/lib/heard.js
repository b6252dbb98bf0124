/**
 * Which events a lane has heard of, which are lost to it, and which may still come. Pure; ids of a topic are contiguous.
 *
 * @typedef {import("./lane-items.js").Delivery} Delivery
 * @typedef {{ at: number, size: number, first: number, last: number }} Gap events first..last of which `size` are lost
 * @typedef {{ at: number, first: number, last: number }} Left events first..last, not fetched
 */

export class Heard {
  /** @type {Gap[]} by at */
  gaps = [];
  /** How many events are lost. One that comes after all is lost no more. */
  lost = 0;
  /** @type {Left[]} by at: nobody asked for these when the lane was opened again */
  left = [];
  /** @type {Map<number, Delivery>} first deliveries by event id */
  #byId = new Map();
  /** @type {number | null} id up to which all is heard, lost, or was not asked for; null = before the lane asked */
  #head = null;

  /** The lane asks for what comes after a cursor. @param {number | null} after null = only for what is new then */
  ask(after) {
    this.#head = after === null ? null : Math.max(this.#head ?? 0, after);
  }

  /**
   * Takes in an id, and says how it stands to those before. What was skipped counts as lost until it comes after all.
   * @param {number} id
   * @param {number} at
   * @returns {"next" | "late" | "again"}
   */
  take(id, at) {
    const head = this.#head ?? id - 1;
    if (id <= head) return this.#recover(id) ? "late" : "again";
    if (id > head + 1) this.lose(id - head - 1, at);
    this.#head = id;
    return "next";
  }

  /** Whether the lane has asked, and after which event. */
  get asked() {
    return this.#head !== null;
  }

  /** @param {Delivery} delivery the first of its event */
  keep(delivery) {
    this.#byId.set(delivery.id, delivery);
  }

  /** @param {number} id of an event that is too old to be kept */
  drop(id) {
    this.#byId.delete(id);
  }

  /**
   * The next events cannot be had any more.
   * @param {number} size how many
   * @param {number} at
   */
  lose(size, at) {
    const first = (this.#head ?? 0) + 1;
    this.#head = first + size - 1;
    this.gaps.push({ at, size, first, last: this.#head });
    this.lost += size;
  }

  /**
   * The lane is to hear of nothing up to `head` any more.
   * @param {number} head
   * @param {number} at
   * @returns {number} how many events it leaves
   */
  leave(head, at) {
    const first = (this.#head ?? head) + 1;
    if (first > head) return 0;
    this.left.push({ at, first, last: head });
    this.#head = head;
    return head - first + 1;
  }

  /** @param {number} id */
  delivery(id) {
    return this.#byId.get(id);
  }

  /**
   * What became of an event. Null when the lane was not there to hear it.
   * @param {number} id
   * @returns {Delivery | "lost" | "not fetched" | "on its way" | null}
   */
  fate(id) {
    const delivery = this.#byId.get(id);
    if (delivery) return delivery;
    const holds = (/** @type {Left} */ { first, last }) => first <= id && id <= last;
    if (this.gaps.some(holds)) return "lost";
    if (this.left.some(holds)) return "not fetched";
    return this.#head === null || id <= this.#head ? null : "on its way";
  }

  /** Forgets all but where the lane stands. */
  clear() {
    this.gaps = [];
    this.left = [];
    this.lost = 0;
    this.#byId.clear();
  }

  /**
   * Takes an event that came after all out of its gap.
   * @param {number} id
   * @returns {boolean} false when it was in none
   */
  #recover(id) {
    const gap = this.#byId.has(id) ? undefined : this.gaps.find(({ first, last }) => first <= id && id <= last);
    if (!gap) return false;
    if (id === gap.first) gap.first++;
    else if (id === gap.last) gap.last--;
    gap.size--;
    if (gap.size === 0) this.gaps.splice(this.gaps.indexOf(gap), 1);
    this.lost--;
    return true;
  }
}
