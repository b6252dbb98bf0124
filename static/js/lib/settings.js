/**
 * What the reader can set on a stage, and its one written form: the query of the page's address. Pure. Conditions are
 * written as JSON.
 *
 * Anything may stand in an address, so every value is bounded, and what cannot be read keeps its default. What does not
 * hold as it was said is told, for the stage to say: `misread.js` has the words.
 *
 * @typedef {object} Settings
 * @property {string[]} lanes names of the open lanes, in the order of the stage
 * @property {number} rate events a second the server publishes by itself; 0 = off
 * @property {"steady" | "poisson"} pattern of publishing by itself
 * @property {number} interval ms from poll to poll
 * @property {number} hold s the server may keep a long poll waiting
 * @property {number} window s across the time axis
 * @property {boolean} run start at once, without a click
 * @property {number} speed 1, 1/4 or 1/20
 * @property {"system" | "light" | "dark"} theme
 * @property {boolean} projector larger, for the back row
 * @property {import("./scene.js").Controls} controls how much a reader can do
 * @property {string | null} room a room to join; null = a room of one's own
 * @property {import("./conditions.js").Conditions | null} conditions the simulated network; null = as it is
 *
 * @typedef {object} Misread a setting that does not hold as it was said
 * @property {string} name
 * @property {string} text as it was said
 * @property {unknown} [holds] what holds instead; undefined: there is no such setting
 * @property {"key" | "gone"} [why] it takes the room's key, which no link has; or the room it names is not there
 * @property {string} [refused] why the server would not have it, in its own words
 */

import { readConditions } from "./conditions.js";
import { THEMES } from "./themes.js";

/** Everything but the lanes, which are the page's. */
const DEFAULTS = Object.freeze({
  rate: 0,
  pattern: /** @type {const} */ ("steady"),
  interval: 2_000,
  hold: 25,
  window: 6,
  run: false,
  speed: 1,
  theme: /** @type {const} */ ("system"),
  projector: false,
  controls: /** @type {const} */ ("full"),
  room: null,
  conditions: null,
});

/** From the least to the most that a setting can be. A rate can be 0 besides. */
export const BOUNDS = {
  rate: { least: 0.2, most: 50 },
  interval: { least: 200, most: 30_000 },
  hold: { least: 1, most: 55 },
  window: { least: 0.05, most: 120 },
};

/** The words that a setting can be. */
export const WORDS = {
  pattern: ["steady", "poisson"],
  theme: [...THEMES],
  controls: ["full", "mini", "none"],
};

/** What belongs to a room: only who has its key can set it. */
export const OF_ROOM = /** @type {const} */ (["rate", "pattern", "conditions"]);

/** How each setting is read; undefined = cannot be read. @type {{ [name: string]: (text: string) => unknown }} */
const READ = {
  lanes: names,
  rate: (text) => (text.trim() !== "" && Number(text) === 0 ? 0 : bounded(text, BOUNDS.rate)),
  pattern: (text) => oneOf(text, WORDS.pattern),
  interval: (text) => bounded(text, BOUNDS.interval),
  hold: (text) => bounded(text, BOUNDS.hold),
  window: (text) => bounded(text, BOUNDS.window),
  run: flag,
  speed: (text) => [1, 1 / 4, 1 / 20].find((speed) => speed === fraction(text)),
  theme: (text) => oneOf(text, WORDS.theme),
  projector: flag,
  controls: (text) => oneOf(text, WORDS.controls),
  room: (text) => (/^[A-Za-z0-9_-]{8,64}$/.test(text) ? text : undefined),
  conditions: readConditions,
};

/**
 * @param {URLSearchParams | Record<string, string | null | undefined>} source a query, or the attributes of an element
 * @param {Partial<Settings> & { lanes: string[] }} base what holds for what is not said; `lanes` are all there are
 * @returns {{ settings: Settings, misread: Misread[] }}
 */
export function read(source, base) {
  const settings = /** @type {Settings} */ ({ ...DEFAULTS, ...base });
  const inLink = source instanceof URLSearchParams;
  const said = new Map(inLink ? source : present(source)); // of two with one name, the last one counts
  /** @type {Misread[]} */
  const misread = [];
  for (const [name, text] of said) {
    const known = Object.hasOwn(READ, name);
    const value = known ? READ[name]?.(text) : undefined;
    if (value !== undefined) Object.assign(settings, { [name]: value });
    if (known ? !isSo(text, value) : inLink) misread.push({ name, text }); // an element has attributes that are no settings
  }
  if (!chooseLanes(settings, base.lanes)) misread.push({ name: "lanes", text: said.get("lanes") ?? "" });
  if (settings.room !== null) misread.push(...leaveToRoom(settings, said));
  const holding = new Map(Object.entries(settings));
  return { settings, misread: misread.map((one) => ({ ...one, holds: holding.get(one.name) })) };
}

/**
 * The same for whoever has no reader to tell.
 * @param {URLSearchParams | Record<string, string | null | undefined>} source
 * @param {Partial<Settings> & { lanes: string[] }} base
 */
export function parse(source, base) {
  return read(source, base).settings;
}

/**
 * Whether a value is what the text says, and not the nearest that can be had.
 * @param {string} text
 * @param {unknown} value
 */
function isSo(text, value) {
  return typeof value === "number" ? value === fraction(text) : value !== undefined;
}

/**
 * Has the lanes in the order of the stage, and where none is left, all.
 * @param {Settings} settings
 * @param {string[]} all
 * @returns {boolean} whether all that were asked for are there
 */
function chooseLanes(settings, all) {
  const asked = settings.lanes;
  const open = all.filter((name) => asked.includes(name));
  const none = asked.length === 0 && settings.controls === "full"; // there, they can be unfolded
  settings.lanes = open.length > 0 || none ? open : [...all];
  return none || (asked.length > 0 && asked.every((name) => all.includes(name)));
}

/**
 * A link to a room has no key, so what belongs to the room is as it is there.
 * @param {Settings} settings
 * @param {Map<string, string>} said
 * @returns {Misread[]}
 */
function leaveToRoom(settings, said) {
  const asked = OF_ROOM.filter((name) => written(settings[name]) !== written(DEFAULTS[name]));
  for (const name of OF_ROOM) Object.assign(settings, { [name]: DEFAULTS[name] });
  return asked.filter((name) => said.has(name)).map((name) => ({ name, text: said.get(name) ?? "", why: "key" }));
}

/**
 * The query that gives these settings; only what differs from the base is in it.
 * @param {Settings} settings
 * @param {Partial<Settings> & { lanes: string[] }} base
 * @returns {string} without the question mark
 */
export function serialise(settings, base) {
  const usual = /** @type {Record<string, unknown>} */ ({ ...DEFAULTS, ...base });
  const query = new URLSearchParams();
  for (const name of Object.keys(READ)) {
    const value = settings[/** @type {keyof Settings} */ (name)];
    const left = settings.room === null ? name === "room" : OF_ROOM.some((one) => one === name);
    if (!left && written(value) !== written(usual[name])) query.set(name, written(value));
  }
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** @param {unknown} value of a setting */
function written(value) {
  if (typeof value === "boolean") return String(+value);
  return typeof value === "object" && !Array.isArray(value) ? JSON.stringify(value) : `${value}`;
}

/**
 * @param {Record<string, string | null | undefined>} attributes
 * @returns {[string, string][]}
 */
function present(attributes) {
  return Object.entries(attributes).flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : []));
}

/** @param {string} text with commas between */
function names(text) {
  const all = text.split(",").map((name) => name.trim());
  return all.filter(Boolean);
}

/**
 * @param {string} text
 * @param {{ least: number, most: number }} bounds
 */
function bounded(text, { least, most }) {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? undefined : Math.min(Math.max(value, least), most);
}

/** @param {string} text e.g. "1/4" or "0.25" */
function fraction(text) {
  const [above = "", below = "1"] = text.split("/");
  return Number(above) / Number(below);
}

/** @param {string} text "1" or "true", or an attribute that is merely there */
function flag(text) {
  if (["", "1", "true"].includes(text)) return true;
  return ["0", "false"].includes(text) ? false : undefined;
}

/**
 * @param {string} text
 * @param {string[]} words
 */
function oneOf(text, words) {
  return words.includes(text) ? text : undefined;
}
