/**
 * What this page has measured so far, for all its tables: the stage's lanes, the two-party exchange, the code. Says "modified"
 * with the name "quiet" when some events were published by hand, and polling has asked more often than long polling.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./complexity.js").Complexity} Complexity
 * @typedef {{ up: number, median_ms: number, lines: number }} Chat bytes up for each line, and from one to the other
 * @typedef {{ clients: number, answered: number, heard: number, ways: number, absent: number, owed: number,
 *   rejoined: number }} Heard see who-hears.js
 */

import { countOf } from "./complexity.js";
import { Stretch } from "./facts.js";

/** So many events by hand show what a quiet day is like. */
const BY_HAND = 3;

class Measured extends EventTarget {
  #stretch = new Stretch();
  /** @type {Map<string, Complexity>} */
  #code = new Map();
  /** @type {Record<string, Chat> | null} by transport; `sse` goes up by POST */
  chat = null;
  /** @type {Heard | null} */
  heard = null;
  /** @type {import("../../../js/lib/settings.js").Settings | null} those of the stage */
  settings = null;

  constructor() {
    super();
    document.addEventListener("stage-change", (event) => {
      const { stage, settings } = /** @type {CustomEvent} */ (event).detail;
      this.settings = settings;
      this.#stretch.look(stage.scene.trace, settings);
      this.changed();
      if (settings.rate === 0 && this.#quiet) {
        document.dispatchEvent(new CustomEvent("modified", { detail: { name: "quiet" } }));
      }
    });
  }

  get #quiet() {
    const [polling, held] = [this.lane("polling"), this.lane("long-polling")];
    return polling !== null && held !== null && polling.events >= BY_HAND && polling.requests > held.requests;
  }

  /** @param {string} lane @returns {Facts | null} */
  lane(lane) {
    return this.#stretch.facts(lane);
  }

  /** @param {string} transport @returns {Complexity} */
  code(transport) {
    const code = this.#code.get(transport) ?? countOf(transport);
    this.#code.set(transport, code);
    return code;
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

export const measured = new Measured();
