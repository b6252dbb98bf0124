/**
 * Five events on a stage that runs, and what each lane made of them. Real events, requests and times; times are
 * server-clock ms.
 *
 * @typedef {import("../../../js/elements/live-stage.js").LiveStage} LiveStage
 * @typedef {{ requests: number, waits: number[] }} Made requests answered meanwhile, and how long each event waited, ms
 * @typedef {{ lanes: Map<string, Made>, gaps: number[] }} Burst `gaps`: ms without a question after each answer
 */

import { pause, until } from "./waiting.js";

export const EVENTS = 5;
export const LANES = ["polling", "long-polling"];

/**
 * @param {LiveStage} stage
 * @param {number} span_ms in which they happen, evenly
 * @param {{ signal: AbortSignal, onEvent: (sent: number) => void }} watch
 * @returns {Promise<Burst>}
 */
export async function burst(stage, span_ms, { signal, onEvent }) {
  const { session } = stage.scene;
  await makeReady(stage, signal);
  const from = now(stage);
  const begun = performance.now();
  /** @type {number[]} */
  const ids = [];
  for (let n = 0; n < EVENTS; n++) {
    await pause(begun + ((n + 0.5) / EVENTS) * span_ms - performance.now(), signal);
    const receipt = await session.publish({ burst: n + 1, of: EVENTS });
    if (!receipt) throw new Error("The server did not take the event; the stage says why.");
    ids.push(receipt.id);
    onEvent(n + 1);
  }
  await pause(begun + span_ms - performance.now(), signal);
  await until(() => LANES.every((lane) => ids.every((id) => stage.scene.trace.lane(lane).delivery(id))), signal);
  // The server's record of the last exchange comes a moment later.
  await pause(300, signal);
  return count(stage, from, ids);
}

/**
 * Publishing by itself is off, both lanes run, and a long poll is being held.
 * @param {LiveStage} stage
 * @param {AbortSignal} signal
 */
async function makeReady(stage, signal) {
  const { session } = stage.scene;
  if (session.settings.rate > 0) session.set({ rate: 0 });
  if (session.settings.lanes.length < LANES.length) session.set({ lanes: [...LANES] });
  await until(() => stage.scene.trace.lane("long-polling").requests.at(-1)?.matched === true, signal);
  await until(() => ["waiting", "answered"].includes(stage.scene.trace.lane("polling").state?.is ?? ""), signal);
  // What the server published before it heard of the change is still on its way.
  await pause(500, signal);
}

/**
 * @param {LiveStage} stage
 * @param {number} from
 * @param {number[]} ids
 * @returns {Burst}
 */
function count(stage, from, ids) {
  const { trace } = stage.scene;
  const lanes = LANES.map((name) => {
    const lane = trace.lane(name);
    const requests = lane.requests.filter(({ ended_at }) => ended_at !== null && ended_at > from).length;
    const waits = ids.flatMap((id) => lane.delivery(id)?.latency_ms ?? []);
    return /** @type {[string, Made]} */ ([name, { requests, waits }]);
  });
  const held = trace.lane("long-polling").requests.filter(({ closed_at }) => closed_at === null || closed_at > from);
  const gaps = held.flatMap(({ answered_at }, place) => {
    const next = held[place + 1]?.received_at ?? null;
    return answered_at !== null && next !== null ? Math.max(next - answered_at, 0) : [];
  });
  return { lanes: new Map(lanes), gaps };
}

/** Server-clock ms. @param {LiveStage} stage */
function now(stage) {
  return performance.timeOrigin + performance.now() + (stage.scene.trace.clock?.offset_ms ?? 0);
}
