/** What is said of one event a reader has selected: when each lane had it, and with a lane chosen, how it came there. */

import { spoken } from "./caption.js";
import { listed, ms, sentence } from "./format.js";
import { fateAt } from "./words.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Look} Look
 * @typedef {import("./lane-items.js").Delivery} Delivery
 */

/**
 * @param {Scene} scene
 * @param {number} id
 * @returns {{ text: string, at: number, urgent?: boolean } | null} null when the trace no longer holds the event
 */
export function eventSentence(scene, id) {
  const event = scene.trace.event(id)?.published;
  if (!event) return null;
  const look = scene.drawn.find(({ name }) => name === scene.lane);
  return { text: look ? onLane(scene, look, id) : onAll(scene, id), at: event.sent_at };
}

/**
 * "Event 409 reached the browser by WebSocket after 78 ms, long polling 81 ms, polling 658 ms. SSE replayed it after …"
 * @param {Scene} scene
 * @param {number} id
 */
function onAll(scene, id) {
  const fates = scene.drawn.map((look) => ({ look, fate: fateAt(scene.trace.lane(look.name), id, scene.edge) }));
  const arrived = /** @type {{ look: Look, fate: Delivery }[]} */ (
    fates.filter(({ fate }) => typeof fate === "object" && fate)
  );
  arrived.sort((a, b) => a.fate.latency_ms - b.fate.latency_ms);
  const direct = arrived.filter(({ fate }) => fate.kind !== "replayed");
  const said = direct.map(
    ({ look, fate }, i) => `${spoken(look.title)} ${i === 0 ? "after " : ""}${latency(scene, fate)}`,
  );
  const replays = arrived.filter(({ fate }) => fate.kind === "replayed");
  return [
    direct.length > 0
      ? `Event ${id} reached the browser by ${said.join(", ")}.`
      : `Event ${id} has not reached the browser directly.`,
    ...replays.map(({ look, fate }) => `${sentence(spoken(look.title))} replayed it after ${latency(scene, fate)}.`),
    ...rest(fates, "on its way", "It is on its way by"),
    ...rest(fates, "lost", "It can no longer come by"),
    ...rest(fates, "not fetched", "It was not fetched by"),
  ].join(" ");
}

/**
 * @param {{ look: Look, fate: unknown }[]} fates
 * @param {string} fate
 * @param {string} words
 * @returns {string[]}
 */
function rest(fates, fate, words) {
  const looks = fates.filter((one) => one.fate === fate).map(({ look }) => spoken(look.title));
  return looks.length > 0 ? [`${words} ${listed(looks)}.`] : [];
}

/**
 * How one event came on one lane: the request that brought it, and what that cost.
 * @param {Scene} scene
 * @param {Look} look
 * @param {number} id
 */
function onLane(scene, look, id) {
  const lane = scene.trace.lane(look.name);
  const fate = fateAt(lane, id, scene.edge);
  if (fate === null) return `${look.title}: not connected when event ${id} was published.`;
  if (fate === "not fetched") return `${look.title}: event ${id} was not fetched, because the stage was paused.`;
  if (typeof fate === "string") return `${look.title}: event ${id} is ${fate}.`;
  const exchange = lane.requests.find(({ request }) => request === fate.request);
  const came = `${look.title}: event ${id} came after ${latency(scene, fate)}`;
  if (!exchange) return `${came}.`;
  const ahead_ms = fate.sent_at - exchange.asked_at;
  const asked = ahead_ms >= 0 ? `${ms(ahead_ms)} before the event` : `${ms(-ahead_ms)} after it`;
  const cost = exchange.matched ? ` It carried ${carried(exchange)}.` : "";
  const question = look.kind === "exchange" || look.kind === "held" ? "a request" : "a connection";
  return `${came}, on ${question} made ${asked}.${cost}`;
}

/** @param {import("./lane-items.js").Exchange} exchange */
function carried({ events, up, down }) {
  const what = events === 1 ? "1 event" : `${events.toLocaleString("en")} events`;
  return `${what} so far, with ${up.toLocaleString("en")}\u202fB up and ${down.toLocaleString("en")}\u202fB down`;
}

/**
 * @param {Scene} scene
 * @param {Delivery} delivery
 */
function latency(scene, { latency_ms }) {
  return ms(latency_ms, scene.error_ms);
}
