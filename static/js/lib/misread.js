/**
 * What of a link does not hold as it was said, in words: the value, what would be right, and what holds instead. Fetched
 * when there is such a thing. Pure.
 *
 * @typedef {import("./settings.js").Misread} Misread
 * @typedef {import("./notice.js").Notice} Notice
 */

import { count, listed } from "./format.js";
import { BOUNDS, WORDS } from "./settings.js";

/** Sentences at a time: they stand over the picture. */
const AT_A_TIME = 2;

/** Names told of those that are none of ours. */
const STRANGE = 3;

/** The longest name or value that is shown: anyone may have written the link. */
const SHOWN = 30;

/** What is right. @type {Record<string, string>} */
const RIGHT = {
  lanes: "lanes are some of",
  rate: `rate is 0, or ${between("rate")} events a second`,
  pattern: `pattern is ${either(WORDS.pattern)}`,
  interval: `interval is ${between("interval")} ms`,
  hold: `hold is ${between("hold")} s`,
  window: `window is ${between("window")} s`,
  run: "run is 1 or 0",
  speed: "speed is 1, 1/4 or 1/20",
  theme: `theme is ${either(WORDS.theme)}`,
  projector: "projector is 1 or 0",
  controls: `controls is ${either(WORDS.controls)}`,
  room: "a room’s name has 8 to 64 letters, digits, dashes or underscores",
  conditions: 'conditions are like {"cut":true} or {"delay_down_ms":200}',
};

/** What holds instead, where that is not a value of its own. @type {Record<string, string>} */
const INSTEAD = {
  theme: "Here it is this browser’s.",
  room: "Here you have a room of your own.",
  conditions: "Here the network is as it is.",
};

/**
 * @param {Misread[]} misread
 * @param {string[]} lanes all there are
 * @returns {Notice[]} to be read one after the other
 */
export function misreadNotices(misread, lanes) {
  const order = Object.keys(RIGHT);
  const known = misread.filter(({ holds }) => holds !== undefined);
  known.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
  const strange = misread.filter(({ holds }) => holds === undefined);
  const all = [...known.map((one) => sentence(one, lanes)), ...noSuch(strange)];
  const pages = Array.from({ length: Math.ceil(all.length / AT_A_TIME) }, (_, i) =>
    all.slice(i * AT_A_TIME, (i + 1) * AT_A_TIME),
  );
  return pages.map((sentences, i) => ({
    strong: i === 0 ? "Not every setting holds." : undefined,
    text: sentences.join(" "),
    button: { word: i === pages.length - 1 ? "Dismiss" : `Next, ${i + 2} of ${pages.length}`, act: "dismiss" },
  }));
}

/**
 * @param {Misread} misread
 * @param {string[]} lanes
 */
function sentence({ name, text, holds, why, refused }, lanes) {
  if (refused) return `${refused} ${INSTEAD[name]}`;
  const said = `“${name}=${shown(text)}”`;
  if (why === "key") return `${said} takes the room’s key, which no link has. Here it is as the room has it.`;
  if (why === "gone") return `${said} is not there: that room has expired, or never was. ${INSTEAD[name]}`;
  if (Array.isArray(holds)) {
    const open = holds.length === lanes.length ? "all are open" : `there is ${listed(holds)}`;
    return `${said} cannot be: ${RIGHT.lanes} ${listed(lanes)}. Here ${open}.`;
  }
  const instead = typeof holds === "boolean" ? Number(holds) : holds;
  return `${said} cannot be: ${RIGHT[name]}. ${INSTEAD[name] ?? `Here it is ${instead}.`}`;
}

/**
 * Names that are none of ours are told without their values, which may be anybody's words.
 * @param {Misread[]} strange
 */
function noSuch(strange) {
  if (strange.length === 0) return [];
  const names = strange.slice(0, STRANGE).map(({ name }) => `“${shown(name)}”`);
  const more = strange.length > STRANGE ? [`${count(strange.length - STRANGE)} more`] : [];
  return [`No setting is called ${either([...names, ...more])}. There are ${listed(Object.keys(RIGHT))}.`];
}

/** @param {string[]} words */
function either(words) {
  return [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" or ");
}

/** @param {keyof typeof BOUNDS} name */
function between(name) {
  const { least, most } = BOUNDS[name];
  return `${least} to ${most.toLocaleString("en")}`;
}

/** @param {string} text */
function shown(text) {
  const plain = text.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "?");
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain;
}
