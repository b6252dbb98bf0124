/**
 * Numbers as the page says them: a unit after a narrow no-break space, thousands separators, no more digits than are
 * known. Pure. Durations are ms, sizes are bytes.
 */

/** Stands between a number and its unit, so that no line break does. */
const NNBSP = "\u202f";

/** Stands where a count has no meaning. */
export const DASH = "–";

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** @param {number} number */
export function count(number) {
  return Math.round(number).toLocaleString("en");
}

/**
 * A number with its unit: "1,840 ms", "0.5 s", "20 events". A word stands a whole space apart.
 * @param {number} value
 * @param {string} [unit] none: the number alone
 */
export function amount(value, unit = "") {
  const digits = Math.abs(value) < 10 && value % 1 !== 0 ? value.toFixed(1) : count(value);
  return unit ? digits + (unit.length > 3 ? "\u00a0" : NNBSP) + unit : digits;
}

/**
 * A number in a sentence: in words up to ten, in digits above.
 * @param {number} number
 */
export function spelt(number) {
  return WORDS[number] ?? count(number);
}

/**
 * "one event", "3,000 events"
 * @param {number} number
 * @param {string} one
 * @param {string} [many]
 */
export function counted(number, one, many = `${one}s`) {
  return `${spelt(number)} ${number === 1 ? one : many}`;
}

/**
 * A latency in two parts, for type of two sizes: `{ number: "1,840", unit: "ms" }`. A latency below the clock's error
 * bound is only known to be below it: `{ number: "under 2", unit: "ms" }`.
 * @param {number} value ms
 * @param {number} [error_ms] bound of the clock's error; 0 for a duration of one clock
 */
export function parts(value, error_ms = 0) {
  if (value < error_ms) return { number: `under ${upTo(error_ms)}`, unit: "ms" };
  const tenths = value < 9.95 && error_ms < 1;
  return { number: tenths ? value.toFixed(1) : count(value), unit: "ms" };
}

/**
 * A bound, rounded up: tenths below 1 ms, whole ms above.
 * @param {number} error_ms
 */
function upTo(error_ms) {
  const rounded = error_ms < 1 ? Math.max(Math.ceil(error_ms * 10) / 10, 0.1) : Math.ceil(error_ms);
  return rounded.toLocaleString("en");
}

/**
 * A latency: "1,840 ms", "3.4 ms", "under 2 ms".
 * @param {number} value ms
 * @param {number} [error_ms] bound of the clock's error
 */
export function ms(value, error_ms = 0) {
  const { number, unit } = parts(value, error_ms);
  return `${number}${NNBSP}${unit}`;
}

/**
 * From the least to the most: "468–1,001 ms", or one number when both read the same.
 * @param {number} least ms
 * @param {number} most ms
 */
export function range(least, most) {
  const [from, to] = [parts(least).number, parts(most).number];
  return `${from === to ? to : `${from}–${to}`}${NNBSP}ms`;
}

/**
 * How long something lasts or lasted: "2.6 s", "2 min 11 s", "1 h 4 min".
 * @param {number} value ms
 */
export function duration(value) {
  const seconds = Math.max(value, 0) / 1_000;
  if (seconds < 59.95) return `${seconds.toFixed(1)}${NNBSP}s`;
  const whole = Math.floor(seconds + 0.05); // 59.95 is a minute: tenths would say so
  if (whole < 3_600) return `${Math.floor(whole / 60)}${NNBSP}min ${whole % 60}${NNBSP}s`;
  return `${count(Math.floor(whole / 3_600))}${NNBSP}h ${Math.floor((whole % 3_600) / 60)}${NNBSP}min`;
}

/**
 * How long ago: "now", "2.3 s ago".
 * @param {number} value ms
 */
export function ago(value) {
  return value < 50 ? "now" : `${duration(value)} ago`;
}

/**
 * A size: "395 B", "64.0 kB", "4.5 MB" (of 1,000).
 * @param {number} value bytes
 */
export function bytes(value) {
  if (value < 9_999.5) return `${count(value)}${NNBSP}B`;
  if (value < 999_950) return `${(value / 1e3).toFixed(1)}${NNBSP}kB`;
  return `${(value / 1e6).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 })}${NNBSP}MB`;
}

/**
 * How much of one thing for one of another: "1.00", "0.51", "0.016", "0.0004".
 * @param {number} value
 */
export function ratio(value) {
  if (value >= 0.0995) return value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  if (value >= 0.0009995 || value === 0) return value.toFixed(3);
  return value.toLocaleString("en", { maximumSignificantDigits: 1 });
}

/**
 * What the clock is worth: "one clock, ±2 ms".
 * @param {number | null | undefined} error_ms
 */
export function clockError(error_ms) {
  if (error_ms === null || error_ms === undefined) return "setting the clock";
  return `one clock, ±${upTo(error_ms)}${NNBSP}ms`;
}

/**
 * Time of day, 24 h, in the reader's zone: "14:02:31".
 * @param {number} at ms since the epoch
 */
export function timeOfDay(at) {
  return new Date(at).toLocaleTimeString("en-GB", { hour12: false });
}

/**
 * "polling", "polling and SSE", "polling, SSE and WebSocket"
 * @param {string[]} words
 */
export function listed(words) {
  const head = words.slice(0, -1).join(", ");
  return [head, words.at(-1)].filter(Boolean).join(" and ");
}

/**
 * With a capital at its beginning, as a sentence.
 * @param {string} words
 */
export function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
