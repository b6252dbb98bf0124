/**
 * How often a stage is renewed: its picture with every frame while time moves on it, its words and figures ten times a
 * second; with reduced motion, the picture on change and once a second. What changed last is shown too, after everything
 * has come to rest. Pure; times are ms of any clock that only goes forward.
 */

const WORDS_MS = 100;
const REDUCED_MS = 1_000;

export class Pace {
  #words_due = true;
  #picture_due = true;
  #worded_at = Number.NEGATIVE_INFINITY;
  #painted_at = Number.NEGATIVE_INFINITY;

  /**
   * What to renew in this frame.
   * @param {number} time
   * @param {{ changed: boolean, moving: boolean, reduced: boolean }} stage
   */
  due(time, { changed, moving, reduced }) {
    this.#words_due ||= changed || moving;
    return { picture: this.#picture(time, changed, moving, reduced), words: this.#words(time) };
  }

  /**
   * @param {number} time
   * @param {boolean} changed
   * @param {boolean} moving
   * @param {boolean} reduced
   */
  #picture(time, changed, moving, reduced) {
    const due = changed || moving || this.#picture_due;
    if (!due || (reduced && !changed && time - this.#painted_at < REDUCED_MS)) return false;
    this.#picture_due = moving;
    this.#painted_at = time;
    return true;
  }

  /** @param {number} time */
  #words(time) {
    if (!this.#words_due || time - this.#worded_at < WORDS_MS) return false;
    this.#words_due = false;
    this.#worded_at = time;
    return true;
  }
}
