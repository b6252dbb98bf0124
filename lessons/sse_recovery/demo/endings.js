/**
 * Ways for a stream to end, each imposed on a real EventSource in a room of its own by the room's conditions.
 *
 * @typedef {object} Ending
 * @property {string} name
 * @property {string} title
 * @property {object} conditions in force once the first event has been heard
 *
 * @typedef {object} Course what became of the EventSource; times are ms of performance.now()
 * @property {Ending} ending
 * @property {"opening" | "open" | "waiting" | "back" | "closed"} state
 * @property {number | null} ended_at the first error
 * @property {number | null} settled_at it was open again, or closed for good
 * @property {{ number: number, after: number | null, status: number | null }[]} requests as the server saw them
 */

import { keep } from "../../../js/lib/kept.js";
import { openRoom } from "../../../js/lib/own-room.js";

const BREAK = { at_s: 0, cut: true };
const TOPIC = "endings";
/** Longer than any browser's waiting time, with a failed attempt. */
const PATIENCE_MS = 25_000;
const TOLD_TRIES = 20;
const TOLD_EVERY_MS = 50;

/** @param {string} answer */
const then = (answer) => ({ steps: [BREAK, { at_s: 0.3, status: { answer, requests: 1 } }] });

/** @type {Ending[]} */
export const ENDINGS = [
  { name: "cut", title: "The line breaks", conditions: { steps: [BREAK, { at_s: 0.3 }] } },
  {
    name: "end",
    title: "The server ends its answer, as one ends any answer",
    conditions: { steps: [{ at_s: 0, idle_s: 0.2 }, { at_s: 1 }] },
  },
  { name: "503", title: "The line breaks; the next request is answered 503", conditions: then("503") },
  { name: "204", title: "The line breaks; the next request is answered 204", conditions: then("204") },
];

/** @type {Ending[]} */
export const OTHERS = [
  {
    name: "redirect",
    title: "The line breaks; the next request is sent to a login page",
    conditions: then("redirect"),
  },
  {
    name: "wrong-type",
    title: "The line breaks; the next request is answered 200, with HTML",
    conditions: then("wrong-type"),
  },
];

/**
 * @param {Ending} ending
 * @param {AbortSignal} signal gives the connections back
 * @param {(course: Course) => void} changed
 * @returns {Promise<Course>} once it is settled
 * @throws {Error} when it is not, or when the server cannot be reached
 */
export async function impose(ending, signal, changed) {
  /** @type {Course} */
  const course = { ending, state: "opening", ended_at: null, settled_at: null, requests: [] };
  const hear = (/** @type {string} */ word, /** @type {any} */ value) => {
    if (word === "wire") note(course, value);
    changed(course);
  };
  const { topic, at, key, tell } = await openRoom({ signal, hear });
  const source = keep(signal, new EventSource(at(`${topic(TOPIC)}/sse`)));
  signal.addEventListener("abort", () => source.close());
  await within(
    new Promise((resolve) => {
      source.onopen = () => {
        if (course.state === "opening") publish(topic(TOPIC), key);
        else settle("back");
      };
      source.onmessage = () => {
        if (course.state === "opening") tell({ conditions: ending.conditions });
        if (course.state === "opening") enter("open");
      };
      source.onerror = () => {
        course.ended_at ??= performance.now();
        if (source.readyState === EventSource.CLOSED) settle("closed");
        else enter("waiting");
      };

      /** @param {Course["state"]} state */
      function enter(state) {
        course.state = state;
        changed(course);
      }
      /** @param {Course["state"]} state */
      function settle(state) {
        course.settled_at ??= performance.now();
        enter(state);
        resolve(undefined);
      }
    }),
  );
  // The server tells of the last request a moment after it has answered it.
  for (let tries = 0; tries < TOLD_TRIES && course.requests.length < 2; tries++) await pause(TOLD_EVERY_MS);
  return course;
}

/** @param {Course} course @param {any[]} records of the wire */
function note(course, records) {
  for (const { number, after, status } of records) {
    const known = course.requests.find((one) => one.number === number);
    if (known) Object.assign(known, { after, status });
    else course.requests.push({ number, after, status });
  }
}

/** @param {string} topic @param {string} key */
function publish(topic, key) {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  return fetch(topic, { method: "POST", headers, body: JSON.stringify({ data: "one" }) });
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function within(promise) {
  const words = `Nothing came of it within ${PATIENCE_MS / 1_000} seconds. Run it again.`;
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error(words)), PATIENCE_MS));
  return Promise.race([promise, late]);
}
