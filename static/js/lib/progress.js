/**
 * What a learner did, kept in this browser and nowhere else. Pure over anything that stores like localStorage.
 *
 * It is read before every change, so that two tabs of the course do not undo each other. Times are ms since the epoch.
 *
 * @typedef {number | number[] | null} Answer a number, the place of a choice, an order of places; null = "I do not know"
 * @typedef {{ value: number | null, n: number }} Measurement
 * @typedef {{ answer: Answer, at: number, measured?: Measurement }} Prediction
 * @typedef {{ right: boolean, at: number }} Checked
 * @typedef {{ box: number, due_at: number | null }} CardState see review.js
 *
 * @typedef {object} LessonProgress
 * @property {string | null} anchor where the reader was last
 * @property {Record<string, number>} steps when each step was done
 * @property {Record<string, Prediction>} predictions
 * @property {Record<string, Checked>} checks the first answer to each
 * @property {Record<string, number>} modified when each change was made
 * @property {number | null} done_at
 *
 * @typedef {object} Kept
 * @property {1} version
 * @property {string | null} last slug of the lesson read last
 * @property {Record<string, LessonProgress>} lessons
 * @property {Record<string, CardState>} cards
 * @property {string} [theme] only where it is taken along: here it has a place of its own
 */

import { checked, nothing, untouched } from "./progress-shape.js";
import { THEMES } from "./themes.js";

const KEY = "progress";

/** What of this browser is taken along and erased too: `theme.js` reads it before the first paint, so it stands apart. */
const THEME = "theme";

/** The longest text that is read: many times what the course can fill, and less than any browser has room for. */
export const MOST_CHARACTERS = 1_000_000;

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Store */

export class Progress extends EventTarget {
  #store;
  #now;

  /**
   * @param {Store | null} store null where storage is closed to us: then it lasts as long as this page
   * @param {() => number} [now]
   */
  constructor(store, now = Date.now) {
    super();
    this.#store = store ?? inMemory();
    this.#now = now;
  }

  /** @returns {Kept} */
  get kept() {
    try {
      const text = this.#store.getItem(KEY);
      return text === null ? nothing() : checked(JSON.parse(text));
    } catch {
      return nothing(); // Somebody else's, or broken: as good as none.
    }
  }

  /** @param {string} slug */
  lesson(slug) {
    return this.kept.lessons[slug] ?? untouched();
  }

  /** @param {string} slug @param {string} id */
  prediction(slug, id) {
    return this.lesson(slug).predictions[id] ?? null;
  }

  /**
   * Locks an answer. The first one stays.
   * @param {string} slug
   * @param {string} id
   * @param {Answer} answer
   */
  predict(slug, id, answer) {
    this.#change(slug, (lesson) => {
      lesson.predictions[id] ??= { answer, at: this.#now() };
    });
  }

  /**
   * What the page measured against a prediction; the latest run counts.
   * @param {string} slug
   * @param {string} id
   * @param {Measurement} measured
   */
  measure(slug, id, measured) {
    this.#change(slug, (lesson) => {
      const prediction = lesson.predictions[id];
      if (prediction) prediction.measured = measured;
    });
  }

  /** @param {string} slug @param {string} id @param {boolean} right */
  check(slug, id, right) {
    this.#change(slug, (lesson) => {
      lesson.checks[id] ??= { right, at: this.#now() };
    });
  }

  /** @param {string} slug @param {string} id */
  modify(slug, id) {
    this.#change(slug, (lesson) => {
      lesson.modified[id] ??= this.#now();
    });
  }

  /**
   * A step is done; with the last of `all`, so is the lesson.
   * @param {string} slug
   * @param {string} step
   * @param {string[]} all steps of the lesson
   */
  step(slug, step, all) {
    this.#change(slug, (lesson) => {
      lesson.steps[step] ??= this.#now();
      if (all.every((one) => one in lesson.steps)) lesson.done_at ??= this.#now();
    });
  }

  /** Where the reader is now. @param {string} slug @param {string} anchor */
  at(slug, anchor) {
    this.#change(slug, (lesson, kept) => {
      lesson.anchor = anchor;
      kept.last = slug;
    });
  }

  /** @param {string} id @param {CardState} state */
  card(id, state) {
    this.#write({ ...this.kept, cards: { ...this.kept.cards, [id]: state } });
  }

  /** The theme this browser was told to have. @returns {typeof THEMES[number] | undefined} */
  get theme() {
    try {
      const theme = this.#store.getItem(THEME);
      return THEMES.find((one) => one === theme);
    } catch {
      return undefined;
    }
  }

  /** All of it as text, to keep or to take to another browser. */
  export() {
    return JSON.stringify({ ...this.kept, theme: this.theme }, null, 1);
  }

  /**
   * Puts what was exported in place of what is here.
   * @param {string} text
   * @throws {Error} that says what is wrong with it; then what is here stays
   */
  import(text) {
    if (text.length > MOST_CHARACTERS)
      throw new Error(`It is longer than ${MOST_CHARACTERS.toLocaleString("en")} characters.`);
    const { theme, ...kept } = checked(JSON.parse(text));
    try {
      this.#store.setItem(KEY, JSON.stringify(kept));
      if (theme) this.#store.setItem(THEME, theme);
    } catch {
      throw new Error("This browser has no room to keep it: clear some of its data, and try again.");
    }
    this.dispatchEvent(new Event("change"));
  }

  /** Forgets everything. */
  erase() {
    for (const key of [KEY, THEME]) this.#store.removeItem(key);
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {string} slug
   * @param {(lesson: LessonProgress, kept: Kept) => void} change
   */
  #change(slug, change) {
    const kept = this.kept;
    const lesson = kept.lessons[slug] ?? untouched();
    kept.lessons[slug] = lesson;
    change(lesson, kept);
    this.#write(kept);
  }

  /** @param {Kept} kept */
  #write(kept) {
    try {
      this.#store.setItem(KEY, JSON.stringify(kept));
    } catch {
      this.#store = inMemory(); // Full or forbidden: go on without.
      this.#store.setItem(KEY, JSON.stringify(kept));
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {Store} */
function inMemory() {
  /** @type {Map<string, string>} */
  const values = new Map();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}
