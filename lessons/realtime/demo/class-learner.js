/**
 * Who answers in a class: a random number and nothing else. Pure over anything that stores like localStorage.
 *
 * The whole class has one key, so whoever is in it can send under any number that they have read. Therefore the number is
 * the last link of a chain of hashes (`lib/hash-chain.js`) and is shown by the first answer; each answer after it shows the
 * link before the last one shown, which nobody but this browser knows.
 *
 * @typedef {(link: string, places: number) => string} LinkAfter `linkAfter` of `lib/hash-chain.js`
 * @typedef {{ shows: string, changes: number }} Proof a link, which lies so many places before the end of its chain
 * @typedef {{ first: string, next: number }} Chain its first link, and how many places before the end the next answer's lies
 */

const LINK = /^[0-9a-f]{32}$/;

/** So often a learner may change an answer: what a page has to compute for one that comes in is bounded. */
export const MOST_CHANGES = 50;

/** Rooms of whose chains a browser keeps the first link; they live for an hour or two. */
const MOST_ROOMS = 20;

/** @param {unknown} value */
function isLink(value) {
  return typeof value === "string" && LINK.test(value);
}

/** @param {any} value @returns {value is Proof} */
export function isProof(value) {
  const changes = value?.changes;
  return isLink(value?.shows) && Number.isInteger(changes) && changes >= 0 && changes <= MOST_CHANGES;
}

/**
 * This browser in one room: the same after the page was loaded again, so that nobody is counted twice, and another in the
 * next room, so that nothing ties two classes together.
 */
export class Learner {
  /** @type {Chain} */
  #chain;

  /**
   * @param {string} room
   * @param {object} from
   * @param {Pick<Storage, "getItem" | "setItem"> | null} from.storage null where it is closed to us
   * @param {string} from.name under which it keeps the chains
   * @param {() => string} from.make a first link: `makeTag` (lib/tag.js)
   * @param {LinkAfter} from.linkAfter
   */
  constructor(room, { storage, name, make, linkAfter }) {
    this.room = room;
    this.storage = storage;
    this.name = name;
    this.linkAfter = linkAfter;
    this.#chain = this.#kept ?? { first: make(), next: 0 };
    this.#keep();
    this.number = linkAfter(this.#chain.first, MOST_CHANGES);
  }

  /**
   * What the next answer shows. Whether that one arrives or not: no link is shown twice.
   * @returns {Proof | null} null when all of them were
   */
  next() {
    const kept = this.#kept; // Another tab may have sent one; or all was erased, and is not to come back.
    if (kept) this.#chain = kept;
    const { first, next } = this.#chain;
    if (next > MOST_CHANGES) return null;
    this.#chain = { first, next: next + 1 };
    if (kept) this.#keep();
    return { shows: this.linkAfter(first, MOST_CHANGES - next), changes: next };
  }

  /** @returns {Chain | null} */
  get #kept() {
    const chain = this.#chains.find(([room]) => room === this.room)?.[1];
    return isLink(chain?.first) && Number.isInteger(chain.next) && chain.next >= 0 ? chain : null;
  }

  #keep() {
    const others = this.#chains.filter(([room]) => room !== this.room);
    const latest = [...others, [this.room, this.#chain]].slice(-MOST_ROOMS);
    try {
      this.storage?.setItem(this.name, JSON.stringify(Object.fromEntries(latest)));
    } catch {
      // Full or forbidden: the number lasts as long as the page.
    }
  }

  /** By room, the latest at the end. @returns {[string, any][]} */
  get #chains() {
    try {
      return Object.entries(JSON.parse(this.storage?.getItem(this.name) ?? "{}") ?? {});
    } catch {
      return []; // Somebody else's, or broken: as good as none.
    }
  }
}
