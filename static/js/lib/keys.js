/**
 * The keyboard of the stage: one table for the listener and for the list a reader asks for with `?`.
 *
 * Single keys act only while focus is not in a field, an editor or a button, so that no key ever means two things.
 */

/**
 * @typedef {object} Key
 * @property {string[]} keys values of KeyboardEvent.key
 * @property {string[]} shown what is printed on the key; "left", "right", "up" and "down" are drawn as arrows
 * @property {string} says what it does
 * @property {{ name: string, value?: unknown }[]} acts one action for each of `keys`, or one for all of them
 * @property {true} [bytes] only where bytes are kept: on a stage with its whole set of controls
 */

/** @type {readonly Key[]} */
export const KEYS = [
  { keys: [" "], shown: ["Space"], says: "publish an event", acts: [{ name: "publish" }] },
  { keys: ["x"], shown: ["X"], says: "cut every line, or mend them", acts: [{ name: "cut" }] },
  { keys: ["p"], shown: ["P"], says: "pause the picture, or go on", acts: [{ name: "togglePause" }] },
  {
    keys: ["ArrowLeft", "ArrowRight"],
    shown: ["left", "right"],
    says: "select the event before or after",
    acts: [
      { name: "step", value: -1 },
      { name: "step", value: 1 },
    ],
  },
  {
    keys: ["ArrowUp", "ArrowDown"],
    shown: ["up", "down"],
    says: "choose the lane the sentence speaks of",
    acts: [
      { name: "stepLane", value: -1 },
      { name: "stepLane", value: 1 },
    ],
  },
  {
    keys: ["[", "]"],
    shown: ["[", "]"],
    says: "show more time, or less",
    acts: [
      { name: "zoom", value: 1 },
      { name: "zoom", value: -1 },
    ],
  },
  {
    keys: [",", "."],
    shown: [",", "."],
    says: "play slower, or faster",
    acts: [
      { name: "pace", value: 1 },
      { name: "pace", value: -1 },
    ],
  },
  {
    keys: ["1", "2", "3", "4"],
    shown: ["1", "2", "3", "4"],
    says: "show only that lane, or all again",
    acts: [0, 1, 2, 3].map((value) => ({ name: "showOnly", value })),
  },
  {
    keys: ["Enter"],
    shown: ["Enter"],
    says: "see the bytes of the event, or of the lane; Esc leaves them",
    bytes: true,
    acts: [{ name: "wire" }],
  },
  {
    keys: ["j", "k"],
    bytes: true,
    shown: ["J", "K"],
    says: "the bytes before, or after",
    acts: [
      { name: "stepWire", value: -1 },
      { name: "stepWire", value: 1 },
    ],
  },
  {
    keys: ["Escape"],
    shown: ["Esc"],
    says: "leave the event, the lane or the projector",
    acts: [{ name: "leave" }],
  },
  { keys: ["End"], shown: ["End"], says: "back to now", acts: [{ name: "end" }] },
  { keys: ["?"], shown: ["?"], says: "this list", acts: [{ name: "keys" }] },
];

/**
 * The keys of a stage.
 * @param {import("./scene.js").Controls} controls
 */
export function keysOf(controls) {
  return KEYS.filter(({ bytes }) => !bytes || controls === "full");
}

/**
 * The action of a key, or null.
 * @param {string} key KeyboardEvent.key
 * @param {readonly Key[]} [there] the keys that act
 */
export function actionOf(key, there = KEYS) {
  const wanted = key.length === 1 ? key.toLowerCase() : key;
  for (const { keys, acts } of there) {
    const index = keys.indexOf(wanted);
    if (index >= 0) return acts[index] ?? acts[0] ?? null;
  }
  return null;
}
