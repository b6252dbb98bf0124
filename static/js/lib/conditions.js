/**
 * The simulated network of a room, as the stage reads it. Its words and bounds are the server's (realtime/conditions.py):
 * an object of what is in force, or a script `{ steps: [{ at_s: 2, cut: true }, { at_s: 5 }] }`. What is said of one lane
 * in `lanes` holds there besides. Pure; times are server-clock ms.
 *
 * @typedef {object} InForce
 * @property {number} [delay_up_ms]
 * @property {number} [delay_down_ms]
 * @property {number} [jitter_ms]
 * @property {number} [bytes_per_s]
 * @property {number} [idle_s]
 * @property {number} [duplicate] share of events
 * @property {number} [reorder] share of neighbours
 * @property {boolean} [cut]
 * @property {boolean} [black_hole]
 * @property {number | "end"} [buffer] bytes
 * @property {{ answer: string, requests: number } | null} [status]
 *
 * @typedef {InForce & { lanes?: Record<string, InForce> }} Everywhere
 * @typedef {Everywhere | { steps: (Everywhere & { at_s: number })[] }} Conditions as one may say them
 * @typedef {{ steps: (Everywhere & { at_s: number })[], set_at: number }} Told as the server tells them
 * @typedef {{ from: number, to: number | null, said: InForce }} Stretch of one lane's time; `to` null: it lasts
 * @typedef {{ from: number, to: number | null, hole: boolean }} Cut when nothing passed; `hole`: and nobody is told
 */

/** Words that say how much. */
const AMOUNTS = /^(delay_up_ms|delay_down_ms|jitter_ms|bytes_per_s|idle_s|duplicate|reorder|buffer)$/;

/** The longest text that is read as conditions. */
const MOST_CHARACTERS = 4_000;

/**
 * Conditions out of an attribute or an address; the server judges how much of each can be had.
 * @param {string} text JSON
 * @returns {Conditions | null | undefined} undefined when it is none
 */
export function readConditions(text) {
  if (text.length > MOST_CHARACTERS) return undefined;
  try {
    const said = JSON.parse(text);
    return said === null || isScript(said) || isSaid(said, true) ? said : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (/** @type {unknown} */ value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {any} said */
function isScript(said) {
  if (!isObject(said) || Object.keys(said).join() !== "steps" || !Array.isArray(said.steps)) return false;
  return said.steps.every((/** @type {any} */ step) => typeof step?.at_s === "number" && isSaid(step, true));
}

/**
 * Whether it is an object of words that there are, each saying something of its kind.
 * @param {any} said
 * @param {boolean} [everywhere] and may say of lanes what holds there besides
 * @returns {boolean}
 */
function isSaid(said, everywhere = false) {
  if (!isObject(said)) return false;
  return Object.entries(said).every(([word, value]) => {
    if (word === "lanes") return everywhere && isObject(value) && Object.values(value).every((lane) => isSaid(lane));
    if (word === "at_s") return everywhere;
    if (word === "cut" || word === "black_hole") return typeof value === "boolean";
    if (word === "status") return value === null || isObject(value);
    return AMOUNTS.test(word) && (typeof value === "number" || (word === "buffer" && value === "end"));
  });
}

/**
 * Told conditions as one would say them; null for none.
 * @param {Told | null} told
 * @returns {Conditions | null}
 */
export function asSaid(told) {
  if (!told) return null;
  const { steps } = told;
  const [first] = steps;
  if (steps.length > 1 || !first || first.at_s > 0) return { steps };
  const { at_s: _, ...said } = first;
  return said;
}

/**
 * What is in force in one lane.
 * @param {Everywhere} everywhere
 * @param {string} lane
 * @returns {InForce} without what is none
 */
export function inLane({ lanes = {}, ...everywhere }, lane) {
  const said = Object.entries({ ...everywhere, ...lanes[lane] });
  return Object.fromEntries(said.filter(([name, value]) => value && name !== "at_s"));
}

/**
 * The stretches of a lane's time in which something is in force, in order. The last one may begin in the future.
 * @param {Told | null} told
 * @param {string} lane
 * @returns {Stretch[]}
 */
export function stretches(told, lane) {
  if (!told) return [];
  const { steps, set_at } = told;
  return steps.flatMap((step, i) => {
    const said = inLane(step, lane);
    const next = steps[i + 1];
    const from = set_at + step.at_s * 1_000;
    return Object.keys(said).length === 0 ? [] : [{ from, to: next ? set_at + next.at_s * 1_000 : null, said }];
  });
}

/**
 * The stretch, of conditions or cut, that a moment lies in.
 * @template {{ from: number, to: number | null }} T
 * @param {T[]} all in order
 * @param {number} at
 * @returns {T | undefined}
 */
export function stretchAt(all, at) {
  return all.findLast(({ from, to }) => from <= at && (to === null || at < to));
}

/**
 * Stretches in which nothing passes, joined where they meet.
 * @param {Stretch[]} all in order
 * @returns {Cut[]}
 */
export function cutsIn(all) {
  /** @type {Cut[]} */
  const cuts = [];
  for (const { from, to, said } of all) {
    if (!said.cut && !said.black_hole) continue;
    const hole = said.black_hole === true;
    const last = cuts.at(-1);
    if (last?.to === from && last.hole === hole) last.to = to;
    else cuts.push({ from, to, hole });
  }
  return cuts;
}

/**
 * The same conditions with one or all lines cut, or, where they are, not cut any more.
 * @param {Everywhere} now what is in force
 * @param {string | null} lane null = all
 * @returns {Everywhere | null}
 */
export function cutOrMended(now, lane) {
  const { lanes = {}, ...everywhere } = now;
  if (lane === null) {
    const uncut = Object.fromEntries(Object.entries(lanes).map(([name, said]) => [name, without(said, "cut")]));
    const cut = everywhere.cut ? {} : { cut: true };
    return tidy({ ...without(everywhere, "cut", ...(everywhere.cut ? [] : ["black_hole"])), ...cut, lanes: uncut });
  }
  const is = inLane(now, lane).cut === true;
  const said = without(lanes[lane] ?? {}, "cut", "black_hole");
  if (!is) said.cut = true;
  else if (everywhere.cut) said.cut = false;
  if (!is && everywhere.black_hole) said.black_hole = false;
  return tidy({ ...everywhere, lanes: { ...lanes, [lane]: said } });
}

/**
 * @param {Record<string, any>} said
 * @param {...string} names
 * @returns {Record<string, any>}
 */
function without(said, ...names) {
  return Object.fromEntries(Object.entries(said).filter(([name]) => !names.includes(name)));
}

/**
 * Without what says nothing; null when nothing is left.
 * @param {Everywhere} said
 * @returns {Everywhere | null}
 */
export function tidy({ lanes = {}, ...everywhere }) {
  const base = Object.fromEntries(Object.entries(everywhere).filter(([name, value]) => value && name !== "at_s"));
  const own = Object.fromEntries(Object.entries(lanes).filter(([, said]) => Object.keys(said).length > 0));
  const all = Object.keys(own).length > 0 ? { ...base, lanes: own } : base;
  return Object.keys(all).length > 0 ? all : null;
}

/**
 * What is in force at a moment.
 * @param {Told | null} told
 * @param {number} at
 * @returns {Everywhere}
 */
export function atMoment(told, at) {
  const step = told?.steps.findLast(({ at_s }) => told.set_at + at_s * 1_000 <= at);
  const { at_s: _, ...said } = step ?? { at_s: 0 };
  return said;
}

/**
 * One text for all ways to say the same conditions.
 * @param {unknown} said
 * @returns {string}
 */
export function canonical(said) {
  if (Array.isArray(said)) return `[${said.map(canonical).join()}]`;
  if (typeof said !== "object" || said === null) return JSON.stringify(said || null);
  const words = Object.entries(said).map(([name, value]) => [name, canonical(value)]);
  const saying = words.filter(([, text]) => text !== "null").sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return saying.length > 0 ? `{${saying.map((pair) => pair.join(":")).join()}}` : "null";
}
