/**
 * What this page has measured so far, for all its tables: the stage's lanes, the two-party exchange, the code.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./complexity.js").Complexity} Complexity
 * @typedef {{ up: number, median_ms: number, lines: number }} Chat bytes up for each line, and from one to the other
 * @typedef {{ clients: number, answered: number, heard: number, ways: number, absent: number, owed: number,
 *   rejoined: number }} Heard see who-hears.js
 */

import { countOf } from "./complexity.js";
import { Stretch } from "./facts.js";

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
    });
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
