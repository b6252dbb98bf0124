/**
 * What the reader can set on a stage, and its one written form: the query of the page's address. Pure. Conditions are
 * written as JSON.
 *
 * Anything may stand in an address, so every value is bounded, and what cannot be read keeps its default.
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
 */

import { readConditions } from "./conditions.js";

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

/** How each setting is read; undefined = cannot be read. @type {{ [name: string]: (text: string) => unknown }} */
const READ = {
  lanes: (text) => text.split(",").map((name) => name.trim()),
  rate: (text) => (Number(text) === 0 ? 0 : bounded(text, 0.2, 50)),
  pattern: (text) => oneOf(text, ["steady", "poisson"]),
  interval: (text) => bounded(text, 200, 30_000),
  hold: (text) => bounded(text, 1, 55),
  window: (text) => bounded(text, 0.05, 120),
  run: flag,
  speed: (text) => [1, 1 / 4, 1 / 20].find((speed) => speed === fraction(text)),
  theme: (text) => oneOf(text, ["system", "light", "dark"]),
  projector: flag,
  controls: (text) => oneOf(text, ["full", "mini", "none"]),
  room: (text) => (/^[A-Za-z0-9_-]{8,64}$/.test(text) ? text : undefined),
  conditions: readConditions,
};

/**
 * @param {URLSearchParams | Record<string, string | null | undefined>} source a query, or the attributes of an element
 * @param {Partial<Settings> & { lanes: string[] }} base what holds for what is not said; `lanes` are all there are
 * @returns {Settings}
 */
export function parse(source, base) {
  const settings = /** @type {Settings} */ ({ ...DEFAULTS, ...base });
  const said = source instanceof URLSearchParams ? source : new URLSearchParams(present(source));
  for (const [name, text] of said) {
    const value = Object.hasOwn(READ, name) ? READ[name]?.(text) : undefined;
    if (value !== undefined) Object.assign(settings, { [name]: value });
  }
  const open = base.lanes.filter((name) => settings.lanes.includes(name));
  const none = said.get("lanes") === "" && settings.controls === "full"; // there, they can be unfolded
  settings.lanes = open.length > 0 || none ? open : [...base.lanes];
  return settings;
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
    if (written(value) !== written(usual[name])) query.set(name, written(value));
  }
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** @param {unknown} value of a setting */
function written(value) {
  if (typeof value === "boolean") return String(+value);
  return typeof value === "object" && !Array.isArray(value) ? JSON.stringify(value) : `${value}`;
}

/** @param {Record<string, string | null | undefined>} attributes */
function present(attributes) {
  return Object.entries(attributes).flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : []));
}

/**
 * @param {string} text
 * @param {number} least
 * @param {number} most
 */
function bounded(text, least, most) {
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
  return text === "" || text === "1" || text === "true";
}

/**
 * @param {string} text
 * @param {string[]} words
 */
function oneOf(text, words) {
  return words.includes(text) ? text : undefined;
}
