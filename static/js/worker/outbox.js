/** Facts on their way to the page: gathered for a moment, so that a busy lane costs one message and not fifty. */

/** Less than half a frame: nothing is drawn later for it. */
const GATHER_MS = 6;

export class Outbox {
  /** @type {import("../lib/facts.js").Fact[]} */
  #facts = [];
  #post;

  /** @param {(facts: import("../lib/facts.js").Fact[]) => void} post */
  constructor(post) {
    this.#post = post;
  }

  /** @param {import("../lib/facts.js").Fact} fact */
  add(fact) {
    this.#facts.push(fact);
    if (this.#facts.length === 1) setTimeout(() => this.#send(), GATHER_MS);
  }

  #send() {
    const facts = this.#facts;
    this.#facts = [];
    this.#post(facts);
  }
}
