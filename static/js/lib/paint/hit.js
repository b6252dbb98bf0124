/** What lies under a point of the lanes: an event, a lane, a request. Pure. */

import { lowerBound } from "../series.js";
import { rowsOf } from "./bars.js";
import { figure } from "./figure.js";
import { plot, sentAt, timeAt, x } from "./view.js";

/** How far from a thing a finger or a pointer may be, px before `k`. */
const NEAR = 10;
const NEAR_LINE = 6;

/**
 * @typedef {{ event?: number, lane?: string, request?: number, up?: boolean, at?: number }} Hit `up`: a question, or a
 *   message from the browser, which the server had at `at`
 * @typedef {import("./view.js").Plot} Plot
 * @typedef {import("./figure.js").Figure} Figure
 */

/**
 * @param {import("./view.js").View} view
 * @param {number} px CSS px from the canvas' left
 * @param {number} py CSS px from the canvas' top
 * @returns {Hit}
 */
export function hit(view, px, py) {
  const p = plot(view);
  if (px < p.left - NEAR * p.k || px > p.now_x + NEAR * p.k) return {};
  const near = eventNear(p, px);
  if (py < p.geometry.ruler_h) return near === null ? {} : { event: near };
  const i = laneAt(p, py);
  const one = i < 0 ? null : figure(p, i, []);
  if (!one) return {};
  const lane = { lane: one.name };
  if (Math.abs(py - one.server) <= NEAR * p.k && near !== null) return { ...lane, event: near };
  const found = arrivalAt(p, one, px, py) ?? barAt(p, one, px, py) ?? pathAt(p, one, px, py);
  if (found) return { ...lane, ...found };
  return near === null ? lane : { ...lane, event: near };
}

/**
 * The lane at a height, or -1.
 * @param {Plot} p
 * @param {number} py
 */
function laneAt({ geometry }, py) {
  return py >= geometry.height ? -1 : geometry.tops.findLastIndex((top) => top <= py);
}

/**
 * The event whose hairline is nearest, if it is near.
 * @param {Plot} p
 * @param {number} px
 */
function eventNear(p, px) {
  const { published } = p.trace;
  const i = lowerBound(published, timeAt(p, px), sentAt);
  const around = [published[i - 1], published[i]].filter((event) => event && event.sent_at <= p.now);
  const ranked = around
    .map((event) => ({ id: event.id, far: Math.abs(x(p, event.sent_at) - px) }))
    .sort((a, b) => a.far - b.far);
  return ranked.length > 0 && ranked[0].far <= NEAR * p.k ? ranked[0].id : null;
}

/**
 * @param {Plot} p
 * @param {Figure} figure
 * @param {number} px
 * @param {number} py
 * @returns {Hit | null}
 */
function arrivalAt(p, { answers, browser }, px, py) {
  if (Math.abs(py - browser) > NEAR * p.k) return null;
  const near = answers.find(({ arrived_at }) => Math.abs(x(p, arrived_at) - px) <= NEAR * p.k);
  return near ? { event: near.deliveries[0].id, request: near.request } : null;
}

/**
 * @param {Plot} p
 * @param {Figure} figure
 * @param {number} px
 * @param {number} py
 * @returns {Hit | null}
 */
function barAt(p, { answers, bars }, px, py) {
  if (py < bars || py > bars + p.geometry.h_bars) return null;
  for (const { deliveries, request } of answers) {
    const { pitch } = rowsOf(deliveries.length, p.geometry.h_bars, p.k);
    const row = deliveries[Math.min(Math.floor((py - bars) / pitch), deliveries.length - 1)];
    if (x(p, row.sent_at) - 2 <= px && px <= x(p, row.arrived_at) + 2) return { event: row.id, request };
  }
  return null;
}

/**
 * The nearest line between the rails: a message of a stream, or a question or answer.
 * @param {Plot} p
 * @param {Figure} figure
 * @param {number} px
 * @param {number} py
 * @returns {Hit | null}
 */
function pathAt(p, { answers, ways, look, lane, server, browser }, px, py) {
  if (py < server || py > browser) return null;
  const down = (py - server) / (browser - server);
  const far = (/** @type {number} */ top, /** @type {number} */ bottom) => {
    const at = x(p, top) + (x(p, bottom) - x(p, top)) * down;
    return Math.abs(at - px);
  };
  /** @type {{ far: number, hit: Hit }[]} */
  const lines = ways.flatMap(({ exchange: { request }, asked, received, answered, ended }) => [
    { far: far(received, asked), hit: { request, up: true } },
    ...(answered !== null && ended !== null ? [{ far: far(answered, ended), hit: { request } }] : []),
  ]);
  if (look.kind === "stream" || look.kind === "duplex") {
    for (const { deliveries, request } of answers) {
      for (const { id, sent_at, arrived_at } of deliveries) {
        lines.push({ far: far(sent_at, arrived_at), hit: { event: id, request } });
      }
    }
  }
  for (const { request, sent_at, received_at } of look.kind === "duplex" ? lane.upward : []) {
    if (received_at !== null)
      lines.push({ far: far(received_at, sent_at), hit: { request, up: true, at: received_at } });
  }
  const nearest = lines.reduce((best, line) => (line.far < best.far ? line : best), { far: NEAR_LINE * p.k, hit: {} });
  return nearest.hit.request === undefined ? null : nearest.hit;
}
