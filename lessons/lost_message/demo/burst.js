/**
 * One burst of real events at two real long pollers, and what each of them got of it.
 *
 * @typedef {import("./fates.js").Published} Published
 * @typedef {import("./fates.js").Wait} Wait
 * @typedef {import("./fates.js").Fates} Fates
 * @typedef {"textbook" | "log" | "cursor"} Kind what the upper server keeps, and whether its reader says where it stopped
 * @typedef {{ apart_ms: number, trip_ms: number, kind: Kind }} Setting `trip_ms`: added to each round trip
 * @typedef {{ fates: Fates, waits: Wait[] }} Outcome
 * @typedef {{ setting: Setting, burst: Published[], upper: Outcome, lower: Outcome }} Result
 */

import { Clock } from "../../../js/lib/clock.js";
import { partOf } from "../../../js/lib/kept.js";
import { fatesOf } from "./fates.js";
import { Reader } from "./reader.js";

export const EVENTS = 200;
/** So often an event is published until both have heard one; at 50 ms, longer than the longest added round trip. */
const MOST_TRIES = 200;
const TRY_EVERY_MS = 50;

/**
 * @param {string} lesson its address
 * @param {Setting} setting
 * @param {AbortSignal} signal gives all connections back
 * @param {(words: string) => void} say
 * @returns {Promise<Result>}
 * @throws {Error} with what the server says against it
 */
export async function measureBurst(lesson, setting, signal, say) {
  say("Two readers ask.");
  const { room, key } = await post("/rooms", {}, "", signal);
  const place = `${lesson}/rooms/${room}`;
  const clock = new Clock({ resolution_ms: 0.005 });
  const way_ms = setting.trip_ms / 2;
  const served = setting.kind === "textbook" ? "textbook" : "log";
  const upper = new Reader({ url: `${place}/${served}`, cursor: setting.kind === "cursor", way_ms, clock });
  const lower = new Reader({ url: `${place}/log`, cursor: true, way_ms, clock });
  const both = partOf(signal);
  const reading = Promise.all([upper.read(both.signal), lower.read(both.signal)]);
  reading.catch(() => {}); // it is raced below, where it matters
  const publish = () => post(`/rooms/${room}/topics/burst`, { data: "marker" }, key, signal);
  try {
    await Promise.race([reading, heardByBoth([upper, lower], publish)]);
    await pause(setting.trip_ms + 100); // both wait again
    say(`${EVENTS} events are on their way.`);
    const order = { events: EVENTS, apart_ms: setting.apart_ms };
    const { published } = await Promise.race([reading, post(`${place}/burst`, order, key, signal)]);
    // Whoever hears an event that came after the burst has all of the burst that it will ever have.
    await Promise.race([reading, heardByBoth([upper, lower], publish)]);
    return { setting, burst: published, upper: outcome(published, upper), lower: outcome(published, lower) };
  } finally {
    both.end();
  }
}

/**
 * Publishes an event now and then until both have heard one of these.
 * @param {Reader[]} readers
 * @param {() => Promise<{ id: number }>} publish
 */
async function heardByBoth(readers, publish) {
  const ids = new Set();
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    ids.add((await publish()).id);
    await pause(TRY_EVERY_MS);
    if (readers.every(({ heard }) => [...ids].some((id) => heard.has(id)))) return;
  }
  throw new Error("A reader heard of nothing for ten seconds. Is the server there?");
}

/** @param {Published[]} burst @param {Reader} reader @returns {Outcome} */
function outcome(burst, reader) {
  const { waits } = reader;
  return { fates: fatesOf(burst, waits), waits };
}

/**
 * @param {string} url
 * @param {object} body
 * @param {string} key
 * @param {AbortSignal} signal
 * @returns {Promise<any>}
 */
async function post(url, body, key, signal) {
  const headers = { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), signal });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${said.error.message} ${said.error.hint}`);
  return said;
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
