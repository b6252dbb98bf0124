/** Which deliveries came together, and what became of the events that did not come. Pure. */

import { lowerBound } from "../series.js";
import { arrivedAt, sentAt } from "./view.js";

/**
 * @typedef {import("./view.js").Delivery} Delivery
 * @typedef {import("./view.js").Published} Published
 * @typedef {import("./view.js").Lane} Lane
 * @typedef {import("./view.js").Look} Look
 *
 * @typedef {object} Answer deliveries that are one mark and one label
 * @property {Delivery[]} deliveries oldest first
 * @property {Delivery["kind"]} kind
 * @property {number} request
 * @property {number} sent_at of the oldest
 * @property {number} arrived_at of the last
 * @property {number} least_ms smallest latency
 * @property {number} most_ms greatest latency
 * @property {number | null} behind id that had overtaken it, when it is late
 */

/**
 * The answers that arrived in a stretch of time. Polls bring what gathered; on an open stream only a replay comes at once.
 * @param {Lane} lane
 * @param {Look["kind"]} kind
 * @param {number} from
 * @param {number} to
 * @returns {Answer[]}
 */
export function answers(lane, kind, from, to) {
  const list = lane.deliveries;
  const gathers = kind === "exchange" || kind === "held";
  /** @type {Answer[]} */
  const found = [];
  for (let i = lowerBound(list, from, arrivedAt); i < list.length; i += 1) {
    const delivery = list[i];
    if (delivery.arrived_at > to) break;
    const open = found.at(-1);
    const joins = open && open.request === delivery.request && open.kind === delivery.kind && delivery.kind !== "again";
    if (open && joins && (gathers || delivery.kind === "replayed")) join(open, delivery);
    else found.push(single(delivery, list[i - 1]));
  }
  return found;
}

/**
 * @param {Delivery} delivery
 * @param {Delivery | undefined} previous the delivery before it
 * @returns {Answer}
 */
function single(delivery, previous) {
  const { kind, request, sent_at, arrived_at, latency_ms } = delivery;
  const behind = kind === "late" && previous ? previous.id : null;
  return {
    deliveries: [delivery],
    kind,
    request,
    sent_at,
    arrived_at,
    least_ms: latency_ms,
    most_ms: latency_ms,
    behind,
  };
}

/**
 * @param {Answer} answer
 * @param {Delivery} delivery
 */
function join(answer, delivery) {
  answer.deliveries.push(delivery);
  answer.sent_at = Math.min(answer.sent_at, delivery.sent_at);
  answer.arrived_at = Math.max(answer.arrived_at, delivery.arrived_at);
  answer.least_ms = Math.min(answer.least_ms, delivery.latency_ms);
  answer.most_ms = Math.max(answer.most_ms, delivery.latency_ms);
}

/**
 * Events that have not arrived at `now`: still on their way, or lost for good. In a picture of the past, what arrives or is
 * given up later is on its way. Events from before the lane listened, and from pauses, are neither.
 * @param {Published[]} published
 * @param {Lane} lane
 * @param {number} from
 * @param {number} now
 * @returns {{ pending: Published[], lost: Published[] }}
 */
export function absent(published, lane, from, now) {
  /** @type {{ pending: Published[], lost: Published[] }} */
  const found = { pending: [], lost: [] };
  for (let i = lowerBound(published, now, sentAt) - 1; i >= 0; i -= 1) {
    const event = published[i];
    const fate = fateAt(lane, event.id, now);
    if (fate === "on its way") found.pending.push(event);
    else if (event.sent_at < from) break;
    else if (fate === "lost") found.lost.push(event);
  }
  return { pending: found.pending.reverse(), lost: found.lost.reverse() };
}

/**
 * @param {Lane} lane
 * @param {number} id
 * @param {number} now
 */
function fateAt(lane, id, now) {
  const fate = lane.fate(id);
  if (fate === null || fate === "on its way") return fate;
  if (typeof fate === "object") return fate.arrived_at <= now ? fate : "on its way";
  const known = [...lane.gaps, ...lane.left].some(({ at, first, last }) => at <= now && first <= id && id <= last);
  return known ? fate : "on its way";
}
