/**
 * Where in time the reader looks: live at the right edge, paused, or replaying at a quarter or a twentieth of the pace.
 *
 * Recording never stops for the reader. The playhead only says which stretch of the recorded two minutes is on show.
 * All times are server-clock ms; `live` is the present on that clock, given by the caller. Nothing is accumulated:
 * the edge is computed from two remembered instants, so a dropped frame shifts nothing.
 */

/** How far back the recording reaches, in ms. */
export const REACH_MS = 120_000;

/** The paces of replay: as it was, four and twenty times slower, from fast to slow. */
export const SPEEDS = [1, 1 / 4, 1 / 20];

/** The widths of the axis at speed 1, in ms. `[` goes to the next wider, `]` to the next narrower. */
const WINDOWS_MS = [1_000, 2_000, 3_000, 4_500, 6_000, 9_000, 15_000, 30_000, 60_000, 120_000];

export class Playhead {
  /** @type {number | null} the right edge at the instant `#since`; null while the edge is the present */
  #edge = null;
  #since = 0;
  #paused = false;

  /** @param {{ window_ms?: number }} [options] width of the axis at speed 1 */
  constructor({ window_ms = 6_000 } = {}) {
    this.window_ms = window_ms;
    this.speed = 1;
  }

  /** True while the right edge is the present. */
  get live() {
    return this.#edge === null;
  }

  get paused() {
    return this.#paused;
  }

  /** Milliseconds across the axis: slow motion stretches time by the factor it slows it. */
  get span_ms() {
    return this.window_ms * this.speed;
  }

  /**
   * The time at the right edge.
   * @param {number} live
   */
  edge(live) {
    if (this.#edge === null) return live;
    const run = this.#paused ? 0 : (live - this.#since) * this.speed;
    return within(this.#edge + run, live - REACH_MS, live);
  }

  /** @param {number} live */
  pause(live) {
    this.#stand(this.edge(live), live);
    this.#paused = true;
  }

  /**
   * Goes on: back to the present at full pace, from where it stands in slow motion.
   * @param {number} live
   */
  resume(live) {
    if (this.speed === 1) this.end();
    else {
      this.#stand(this.edge(live), live);
      this.#paused = false;
    }
  }

  /**
   * Shows the stretch that ends at `edge`, and stops there.
   * @param {number} edge
   * @param {number} live
   */
  seek(edge, live) {
    this.#stand(within(edge, live - REACH_MS, live), live);
    this.#paused = true;
  }

  /** Back to the present, at full pace. */
  end() {
    this.#edge = null;
    this.#paused = false;
    this.speed = 1;
  }

  /**
   * Sets the pace. Slow motion plays from `from`, as there is nothing slow to see in the present.
   * @param {number} speed one of SPEEDS
   * @param {number} from time that enters at the right edge first
   * @param {number} live
   */
  play(speed, from, live) {
    if (speed === 1) return this.end();
    this.speed = speed;
    this.#stand(within(from, live - REACH_MS, live), live);
    this.#paused = false;
  }

  /**
   * Widens (+1) or narrows (-1) the axis by one step.
   * @param {number} step
   */
  zoom(step) {
    const nearest = WINDOWS_MS.findIndex((width) => width >= this.window_ms);
    const index = within((nearest < 0 ? WINDOWS_MS.length - 1 : nearest) + step, 0, WINDOWS_MS.length - 1);
    this.window_ms = /** @type {number} */ (WINDOWS_MS[index]);
  }

  /**
   * @param {number} edge
   * @param {number} live
   */
  #stand(edge, live) {
    this.#edge = edge;
    this.#since = live;
  }
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function within(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
