/**
 * What stays decided from frame to frame.
 *
 * A label decides once, when its event arrives, and keeps its place relative to its mark until the zoom changes.
 * Deciding every frame makes labels flicker. Places are absolute pixels, time * px_per_ms, so that scrolling changes none.
 */

/** Pixels an event needs (before `k`) for everything, and for marks at all. */
const ALL_PX = 26;
const SOME_PX = 8;

/** A denser level is left only when the gap is this much wider than the one at which it was entered. */
const HYSTERESIS = 1.1;

/** Labels a row keeps in mind: more than two minutes ever hold. */
const KEPT = 600;

/** @typedef {import("./view.js").Plot["level"]} Level */

/**
 * @typedef {object} Candidate
 * @property {object} key the mark: an object of the trace
 * @property {number} size events it speaks of; when it grows, the label is decided anew
 * @property {number} left absolute px
 * @property {number} right absolute px
 * @property {number} [instead] another `left`, where that place is taken
 * @property {number} rank the worst is named first
 *
 * @typedef {{ size: number, shown: boolean, left: number, right: number }} Decision
 */

export class Labels {
  /** @type {Level} */
  #level = "all";
  /** @type {Map<string, Row>} */
  #rows = new Map();
  #zoom = 0;
  /** @type {unknown} */
  #trace = null;
  #peak = 1;

  /** @type {WeakMap<object, { size: number, words: string }>} */
  #words = new WeakMap();
  #k = 0;

  /** @type {Map<string, number>} width of words, by weight and words */
  widths = new Map();
  /** @type {Map<string, CanvasPattern | null>} hatches, by colour and size */
  hatches = new Map();

  /**
   * Level of detail for events `gap` px apart.
   * @param {number} gap
   * @returns {Level}
   */
  levelOf(gap) {
    const all = this.#level === "all" ? ALL_PX : ALL_PX * HYSTERESIS;
    const some = this.#level === "sums" ? SOME_PX * HYSTERESIS : SOME_PX;
    this.#level = gap >= all ? "all" : gap >= some ? "some" : "sums";
    return this.#level;
  }

  /**
   * The one scale of the sums: events on their way that fill the height. It grows at once and shrinks late.
   * @param {number} most events on their way at one moment, over all lanes
   */
  scaleOf(most) {
    const step = 2 ** Math.ceil(Math.log2(Math.max(most, 1)));
    if (step > this.#peak || step * 2 < this.#peak) this.#peak = step;
    return this.#peak;
  }

  /**
   * Forgets places that another zoom or another trace has made wrong.
   * @param {{ trace: unknown, px_per_ms: number, k: number }} view
   */
  begin({ trace, px_per_ms, k }) {
    if (k !== this.#k) this.widths.clear();
    this.#k = k;
    if (trace === this.#trace && px_per_ms === this.#zoom) return;
    this.#trace = trace;
    this.#zoom = px_per_ms;
    this.#rows.clear();
  }

  /**
   * What a mark is told as, put into words once, and again when it stands for more events.
   * @param {object} key the mark
   * @param {number} size events it speaks of
   * @param {() => string} tell
   */
  words(key, size, tell) {
    const known = this.#words.get(key);
    if (known?.size === size) return known.words;
    const words = tell();
    this.#words.set(key, { size, words });
    return words;
  }

  /**
   * @param {string} name one for each lane and kind of label
   * @param {number} gap px that stay free between two labels
   */
  row(name, gap) {
    const row = this.#rows.get(name) ?? new Row(gap);
    this.#rows.set(name, row);
    return row;
  }
}

/** The labels along one line of a lane. */
class Row {
  /** @type {WeakMap<object, Decision>} */
  #decided = new WeakMap();
  /** @type {Decision[]} shown ones, by left */
  #shown = [];
  #gap;

  /** @param {number} gap */
  constructor(gap) {
    this.#gap = gap;
  }

  /**
   * Decides all candidates that can be decided, the others are asked again in the next frame.
   * @param {Candidate[]} candidates by time
   * @param {number} settled absolute px: a label that ends left of it knows its rivals
   * @returns {Candidate[]} those to show, each in its place
   */
  choose(candidates, settled) {
    const open = candidates.filter((candidate) => !this.#known(candidate));
    for (const candidate of open) {
      if (candidate.right > settled || open.some((rival) => this.#beats(rival, candidate))) continue;
      this.#decide(candidate, this.#place(candidate));
    }
    return candidates.flatMap((candidate) => {
      const { shown, left, right } = this.#decided.get(candidate.key) ?? { shown: false, left: 0, right: 0 };
      return shown ? [{ ...candidate, left, right }] : [];
    });
  }

  /**
   * The first free place of a candidate.
   * @param {Candidate} candidate
   * @returns {{ left: number, right: number } | undefined}
   */
  #place({ left, right, instead }) {
    const places = [left, ...(instead === undefined ? [] : [instead])].map((at) => ({
      left: at,
      right: at + right - left,
    }));
    return places.find((place) => this.#free(place));
  }

  /** @param {Candidate} candidate */
  #known(candidate) {
    const decision = this.#decided.get(candidate.key);
    if (!decision) return false;
    if (decision.size === candidate.size) return true;
    this.#decided.delete(candidate.key);
    if (decision.shown) this.#shown.splice(this.#shown.indexOf(decision), 1);
    return false;
  }

  /**
   * @param {Candidate} candidate
   * @param {{ left: number, right: number } | undefined} place
   */
  #decide({ key, size }, place) {
    const { left, right } = place ?? { left: 0, right: 0 };
    const decision = { size, shown: place !== undefined, left, right };
    this.#decided.set(key, decision);
    if (!place) return;
    let i = this.#shown.length;
    while (i > 0 && this.#shown[i - 1].left > left) i -= 1;
    this.#shown.splice(i, 0, decision);
    if (this.#shown.length > KEPT) this.#shown.splice(0, KEPT / 2);
  }

  /**
   * @param {Candidate} rival
   * @param {Candidate} candidate
   */
  #beats(rival, candidate) {
    return rival.rank > candidate.rank && !this.#decided.has(rival.key) && this.#touch(rival, candidate);
  }

  /** @param {{ left: number, right: number }} place */
  #free(place) {
    for (let i = this.#shown.length - 1; i >= 0; i -= 1) {
      const other = this.#shown[i];
      if (this.#touch(other, place)) return false;
      if (other.right < place.left - 400) return true;
    }
    return true;
  }

  /**
   * @param {{ left: number, right: number }} a
   * @param {{ left: number, right: number }} b
   */
  #touch(a, b) {
    return a.left < b.right + this.#gap && b.left < a.right + this.#gap;
  }
}
