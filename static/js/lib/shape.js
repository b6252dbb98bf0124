/**
 * Reading JSON that anyone may have written: each value is checked, each error names the value, the reason, the remedy.
 *
 * A check takes a value and the words for its place and returns the value, or throws. Unknown fields are left behind.
 */

/** A file that is not what it should be. Its message is for the reader of the page. */
export class ShapeError extends Error {
  /**
   * @param {string} where e.g. `lanes.sse.deliveries[3].id`
   * @param {unknown} value
   * @param {string} wanted
   */
  constructor(where, value, wanted) {
    super(`${where} is ${show(value)}, but must be ${wanted}. Export the trace again, or mend the file.`);
    this.name = "ShapeError";
  }
}

/**
 * @template T
 * @typedef {(value: unknown, where: string) => T} Check
 */

/**
 * @param {number} least
 * @param {number} most
 * @param {string} wanted
 * @returns {Check<number>}
 */
export function number(least, most, wanted) {
  return (value, where) => {
    if (typeof value === "number" && value >= least && value <= most) return value;
    throw new ShapeError(where, value, wanted);
  };
}

/**
 * @param {number} least
 * @param {string} wanted
 * @returns {Check<number>}
 */
export function integer(least, wanted) {
  return (value, where) => {
    if (Number.isSafeInteger(value) && /** @type {number} */ (value) >= least) return /** @type {number} */ (value);
    throw new ShapeError(where, value, wanted);
  };
}

/**
 * @param {RegExp} pattern
 * @param {string} wanted
 * @returns {Check<string>}
 */
export function text(pattern, wanted) {
  return (value, where) => {
    if (typeof value === "string" && pattern.test(value)) return value;
    throw new ShapeError(where, value, wanted);
  };
}

/**
 * What may be missing or null, and what stands for it then.
 * @template T
 * @template F
 * @param {Check<T>} check
 * @param {F} fallback
 * @returns {Check<T | F>}
 */
export function optional(check, fallback) {
  return (value, where) => (value === undefined || value === null ? fallback : check(value, where));
}

/**
 * @template {Record<string, Check<any>>} S
 * @param {S} fields
 * @returns {Check<{ [K in keyof S]: ReturnType<S[K]> }>}
 */
export function record(fields) {
  return (value, where) => {
    const source = asObject(value, where);
    const entries = Object.entries(fields).map(([key, check]) => [
      key,
      check(Object.hasOwn(source, key) ? source[key] : undefined, where ? `${where}.${key}` : key),
    ]);
    return Object.fromEntries(entries);
  };
}

/**
 * @template T
 * @param {Check<T>} check of each item
 * @param {number} most
 * @returns {Check<T[]>}
 */
export function list(check, most) {
  return (value, where) => {
    if (!Array.isArray(value)) throw new ShapeError(where, value, "a list");
    if (value.length > most) throw new ShapeError(where, value, `a list of at most ${most.toLocaleString("en")} items`);
    return value.map((item, index) => check(item, `${where}[${index}]`));
  };
}

/**
 * @template T
 * @param {RegExp} names
 * @param {Check<T>} check of each value
 * @param {number} most
 * @param {number} [least]
 * @returns {Check<Map<string, T>>}
 */
export function mapping(names, check, most, least = 1) {
  return (value, where) => {
    const entries = Object.entries(asObject(value, where));
    const bad = entries.find(([name]) => !names.test(name));
    if (bad) throw new ShapeError(where, bad[0], "an object whose names are like long-polling");
    if (entries.length < least || entries.length > most) {
      throw new ShapeError(where, value, `an object with ${least} to ${most} entries`);
    }
    return new Map(entries.map(([name, item]) => [name, check(item, `${where}.${name}`)]));
  };
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {Record<string, unknown>}
 */
function asObject(value, where) {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return /** @type {Record<string, unknown>} */ (value);
  }
  throw new ShapeError(where || "the file", value, "an object");
}

/** @param {unknown} value */
function show(value) {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const shown = JSON.stringify(value);
  return shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
}
