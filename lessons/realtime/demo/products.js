/**
 * Eight products and the delay they bear, on one logarithmic axis from a hundredth of a second to a day. Pure; all seconds.
 *
 * @typedef {object} Product
 * @property {string} id
 * @property {string} name
 * @property {[number, number]} band from where it begins to hurt to where it is of no use
 * @property {string} why
 * @property {string} [source] id of the source that gives the number; without one the band is our judgement
 */

export const FROM_S = 0.01;
export const TO_S = 86_400;

/** Places on the axis: fine enough for a tenth of a decade. */
export const STEPS = 140;

/** @type {Product[]} */
export const PRODUCTS = [
  {
    id: "report",
    name: "A daily report",
    band: [3_600, 86_400],
    source: "ga4",
    why: "Google’s daily figures take 12 hours or more, and people plan by them.",
  },
  {
    id: "score",
    name: "The score of a match",
    band: [2, 20],
    source: "fortune",
    why: "Live streams ran 15 to 60 seconds behind. Beyond a few seconds somebody else tells you first.",
  },
  {
    id: "inbox",
    name: "A mail inbox",
    band: [30, 900],
    why: "Nobody waits in front of it. What is urgent comes by another way.",
  },
  {
    id: "cursor",
    name: "Another’s cursor in your document",
    band: [0.05, 0.3],
    source: "nielsen",
    why: "Up to about 0.1 s, what you see feels immediate. Later than that, two people type into each other’s words.",
  },
  {
    id: "ride",
    name: "Your driver on the map",
    band: [2, 30],
    source: "gtfs",
    why: "Transit agencies are asked to refresh their feeds every 30 seconds or sooner, and to give no position older than 90.",
  },
  {
    id: "stock",
    name: "A stock dashboard",
    band: [0.2, 5],
    why: "Somebody watches it to act. A person needs some tenths of a second to react anyway; programs that trade are another matter.",
  },
  {
    id: "chat",
    name: "A chat message",
    band: [0.3, 3],
    source: "nielsen",
    why: "Up to about 1 s, a train of thought holds. An answer takes the delay twice.",
  },
  {
    id: "follow",
    name: "“Someone follows you”",
    band: [5, 300],
    source: "github",
    why: "GitHub tells programs how often to ask for notifications. Its example says once a minute.",
  },
];

/** Where a delay stands on the axis, 0 to 1. @param {number} seconds */
export function share(seconds) {
  return Math.log(seconds / FROM_S) / Math.log(TO_S / FROM_S);
}

/** The delay at a place of the axis, in round numbers. @param {number} share 0 to 1 */
export function secondsAt(share) {
  const seconds = FROM_S * (TO_S / FROM_S) ** share;
  const unit = UNITS.findLast(({ s }) => seconds >= s) ?? UNITS[0];
  return unit ? round(seconds / unit.s) * unit.s : seconds;
}

/** "20 ms", "1.5 s", "4 min", "2 h", "1 day" @param {number} seconds */
export function says(seconds) {
  const unit = UNITS.findLast(({ s }) => seconds >= s * 0.9999) ?? UNITS[0];
  return unit ? `${Number((seconds / unit.s).toPrecision(2))}\u202f${unit.name}` : "";
}

const UNITS = [
  { s: 0.001, name: "ms" },
  { s: 1, name: "s" },
  { s: 60, name: "min" },
  { s: 3_600, name: "h" },
  { s: 86_400, name: "day" },
];

/** Marks under the axis. */
export const TICKS_S = [0.01, 0.1, 1, 10, 60, 600, 3_600, 86_400];

/** What people say: 1, 1.5, 2, 2.5, 3, 4 … 9, 10, 15, 20 … 100, 150 … @param {number} value from 1 */
function round(value) {
  const grain = value < 3 ? 0.5 : value < 10 ? 1 : value < 100 ? 5 : 50;
  return Math.round(value / grain) * grain;
}

/**
 * How a placed delay compares with a band.
 * @param {number} seconds
 * @param {[number, number]} band
 */
export function compare(seconds, [from, to]) {
  if (seconds < from) return `${factor(from / seconds)} stricter`;
  if (seconds > to) return `${factor(seconds / to)} more patient`;
  return "within the band";
}

/** @param {number} value */
function factor(value) {
  return value < 10 ? `${value.toPrecision(2)} times` : `${Math.round(value).toLocaleString("en")} times`;
}
