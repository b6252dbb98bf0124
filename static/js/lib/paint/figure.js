/** All that one lane shows in one frame, worked out once before anything is drawn. Pure. */

import { absent, answers } from "./answers.js";
import { breaks, ways } from "./exchanges.js";
import { x } from "./view.js";

/**
 * @typedef {import("./view.js").Plot} Plot
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {import("./view.js").Look} look
 * @property {import("./view.js").Lane} lane
 * @property {string} hue resolved colour
 * @property {number} server y of the server rail
 * @property {number} browser y of the browser rail
 * @property {number} bars y of the top of the bars
 * @property {number} label y of the label baseline
 * @property {number} top y of the lane
 * @property {import("./exchanges.js").Way[]} ways
 * @property {import("./answers.js").Answer[]} answers
 * @property {import("./view.js").Published[]} pending
 * @property {import("./view.js").Published[]} lost
 * @property {import("./exchanges.js").Break[]} breaks
 * @property {import("./view.js").Published[]} events whose dots are drawn
 * @property {boolean} alone it shows one selected event, and nothing else
 */

/**
 * @param {Plot} p
 * @param {number} i index of the lane
 * @param {import("./view.js").Published[]} events on show
 * @returns {Figure | null} null when the lane is folded or unknown
 */
export function figure(p, i, events) {
  const name = p.lanes[i];
  const lane = /** @type {import("./view.js").Lane | undefined} */ (p.trace.lanes.get(name));
  const look = p.looks.find((known) => known.name === name);
  if (!lane || !look || p.geometry.folded[i]) return null;
  // A delivery is drawn from its sending to its arrival: what arrived before the left end is out of sight.
  const { kind } = look;
  return {
    name,
    look,
    lane,
    hue: p.colours[look.hue],
    ...heights(p, i),
    ways: sparse(p, ways(lane.requests, kind, p.from, p.now, p.one_way_ms)),
    answers: answers(lane, kind, p.from, p.now),
    ...absent(p.trace.published, lane, p.from, p.now),
    breaks: breaks(lane.requests, kind, p.from, p.now),
    events,
    alone: false,
  };
}

/**
 * In a dense picture, at most two requests a pixel: more would only make it slower.
 * @param {Plot} p
 * @param {Figure["ways"]} all by asked
 */
function sparse(p, all) {
  if (p.level !== "sums") return all;
  let last = Number.NEGATIVE_INFINITY;
  return all.filter(({ asked }) => {
    const at = x(p, asked);
    if (at - last < 0.5) return false;
    last = at;
    return true;
  });
}

/**
 * The same lane with nothing but one event: its dot, its request, its path, its bar.
 * @param {Plot} p
 * @param {Figure} full
 * @param {number} id
 * @returns {Figure}
 */
export function only(p, full, id) {
  const alone = full.answers
    .filter((answer) => answer.deliveries.some((delivery) => delivery.id === id))
    .map((answer) => pick(answer, id));
  const requests = new Set(alone.map((answer) => answer.request));
  const { lane, look } = full;
  return {
    ...full,
    ways: ways(lane.requests, look.kind, p.from, p.now, p.one_way_ms).filter((way) =>
      requests.has(way.exchange.request),
    ),
    answers: alone,
    pending: full.pending.filter((event) => event.id === id),
    lost: full.lost.filter((event) => event.id === id),
    breaks: [],
    events: full.events.filter((event) => event.id === id),
    alone: true,
  };
}

/**
 * @param {import("./answers.js").Answer} answer
 * @param {number} id
 */
function pick(answer, id) {
  const deliveries = answer.deliveries.filter((delivery) => delivery.id === id);
  const { sent_at, arrived_at, latency_ms } = deliveries[0];
  return { ...answer, deliveries, sent_at, arrived_at, least_ms: latency_ms, most_ms: latency_ms };
}

/**
 * @param {Plot} p
 * @param {number} i
 */
function heights({ geometry }, i) {
  const top = geometry.tops[i];
  return {
    top,
    server: top + geometry.y_server,
    browser: top + geometry.y_browser,
    bars: top + geometry.y_bars,
    label: top + geometry.y_label,
  };
}
