/**
 * What progress looks like, so that a file from elsewhere, or what lies in localStorage, cannot break a page. Pure.
 *
 * @typedef {import("./progress.js").Kept} Kept
 * @typedef {import("./progress.js").LessonProgress} LessonProgress
 * @typedef {(value: unknown, place: string) => void} Rule throws where a value does not fit
 */

import { THEMES } from "./themes.js";

const LATEST_MS = 8.64e15; // a Date holds no later one
const SHOWN = 40;

/** @returns {Kept} */
export function nothing() {
  return { version: 1, last: null, lessons: {}, cards: {} };
}

/** @returns {LessonProgress} */
export function untouched() {
  return { anchor: null, steps: {}, predictions: {}, checks: {}, modified: {}, done_at: null };
}

const isObject = (/** @type {unknown} */ value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (/** @type {unknown} */ value) => typeof value === "string";
const isNumber = (/** @type {unknown} */ value) => Number.isFinite(value);
const isPlace = (/** @type {unknown} */ value) => Number.isInteger(value) && Number(value) >= 0;

const time = rule("a time in ms", (value) => isNumber(value) && Math.abs(Number(value)) <= LATEST_MS);
const text = rule("text", isText);
const number = rule("a number", isNumber);
const truth = rule("true or false", (value) => typeof value === "boolean");
const object = rule("an object", isObject);
const answer = rule(
  "a number, a list of places, or null",
  (value) => value === null || isNumber(value) || (Array.isArray(value) && value.every(isPlace)),
);

const measured = fields({ value: orNull(number), n: number });
const prediction = fields({ answer, at: time, measured: optional(measured) });
const check = fields({ right: truth, at: time });
const card = fields({ box: rule("a count", isPlace), due_at: orNull(time) });
const lesson = fields({
  anchor: orNull(text),
  steps: each(time),
  predictions: each(prediction),
  checks: each(check),
  modified: each(time),
  done_at: orNull(time),
});
const theme = rule("system, light or dark", (value) => THEMES.some((one) => one === value));
const whole = fields({ last: orNull(text), lessons: each(lesson), cards: each(card), theme: optional(theme) });

/**
 * Progress as it was exported or stored; what a lesson lacks is as if it had not been done.
 * @param {any} value
 * @returns {Kept}
 * @throws {Error} that says what does not fit, and why
 */
export function checked(value) {
  if (!isObject(value) || value.version !== 1) {
    const is = isObject(value) ? `its version is ${shown(value.version)}` : `it is ${shown(value)}`;
    throw new Error(`This is no progress of this course: ${is}, and should say "version": 1.`);
  }
  if (value.lanes !== undefined) throw new Error("This is a trace and no progress: the stage can import it.");
  if (value.lessons === undefined || value.cards === undefined) {
    throw new Error("This progress is incomplete: its lessons or cards are missing.");
  }
  each(object)(value.lessons, "lessons");
  const lessons = Object.entries(value.lessons).map(([slug, one]) => [slug, { ...untouched(), ...one }]);
  const kept = { ...nothing(), ...value, lessons: Object.fromEntries(lessons) };
  whole(kept, "");
  return kept;
}

/** @param {string} words @param {(value: unknown) => boolean} fits @returns {Rule} */
function rule(words, fits) {
  return (value, place) => {
    if (!fits(value)) throw new Error(`${place} is ${shown(value)}, and should be ${words}.`);
  };
}

/** @param {Rule} rule @returns {Rule} */
function orNull(rule) {
  return (value, place) => value === null || rule(value, place);
}

/** @param {Rule} rule @returns {Rule} */
function optional(rule) {
  return (value, place) => value === undefined || rule(value, place);
}

/** Every value of an object, whatever it is called. @param {Rule} rule @returns {Rule} */
function each(rule) {
  return (value, place) => {
    object(value, place);
    for (const [name, one] of Object.entries(/** @type {object} */ (value))) rule(one, `${place}.${name}`);
  };
}

/** An object with these fields at least. @param {Record<string, Rule>} rules @returns {Rule} */
function fields(rules) {
  return (value, place) => {
    object(value, place);
    for (const [name, one] of Object.entries(rules))
      one(/** @type {Record<string, unknown>} */ (value)[name], place === "" ? name : `${place}.${name}`);
  };
}

/** @param {unknown} value */
function shown(value) {
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0)
    return Array.isArray(value) ? `a list of ${value.length}` : "an object"; // it may be as deep as it likes
  const said = JSON.stringify(value) ?? "missing";
  return said.length > SHOWN ? `${said.slice(0, SHOWN)}…` : said;
}
