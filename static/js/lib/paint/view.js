/**
 * What a painter is given, and the one mapping between time and place: x = right - (edge - t) * px_per_ms.
 *
 * Every position is computed from time each frame, never accumulated. All times are server-clock ms.
 */

import { lowerBound } from "../series.js";

/** Events closer together than this are no rate yet, ms. */
const BURST_MS = 2_000;

/**
 * @typedef {import("../trace.js").Trace} Trace
 * @typedef {import("../facts.js").Published} Published
 * @typedef {import("../conditions.js").Cut} Cut
 * @typedef {import("../lane.js").Lane} Lane
 * @typedef {import("../lane-items.js").Delivery} Delivery
 * @typedef {import("../lane-items.js").Exchange} Exchange
 *
 * @typedef {object} Look how a lane is drawn: data, so that no painter knows a transport by name
 * @property {string} name of its lane
 * @property {string} hue colour key: poll, lp, sse, ws
 * @property {"square" | "triangle" | "circle" | "diamond"} shape of an arrival
 * @property {"exchange" | "held" | "stream" | "duplex"} kind how the browser asks
 *
 * @typedef {object} View
 * @property {Trace} trace
 * @property {string[]} lanes names, top to bottom
 * @property {Look[]} looks how each lane is drawn
 * @property {import("./geometry.js").Geometry} geometry
 * @property {number} width CSS px of the canvas
 * @property {number} height CSS px of the canvas
 * @property {number} dpr device px per CSS px
 * @property {number} [left] CSS px before the plot, for the names of the rails; 0 = not named
 * @property {number} now the present; the time at the right edge, unless motion is reduced
 * @property {number} px_per_ms CSS px
 * @property {Record<string, string>} colours token name without dashes in front -> resolved colour
 * @property {number | null} [selected] event id, at full strength while the rest steps back
 * @property {number | null} [followed] event id whose hairline is strong while nothing steps back
 * @property {string | null} [only] the one lane at full strength
 * @property {boolean} [reduced] time fills a page instead of scrolling
 * @property {boolean} [frozen] the picture stands still: paused or scrubbed
 * @property {string} [edge_label] word above the right edge, default "now"
 * @property {import("./labels.js").Labels} labels what stays decided from frame to frame
 *
 * @typedef {object} Extent what follows from a view for one frame
 * @property {number} k scale of all sizes
 * @property {number} left CSS px, left end of the plot
 * @property {number} right CSS px, right end of the plot
 * @property {number} from time at `left`
 * @property {number} to time at `right`
 * @property {number} now_x CSS px of the present; nothing happened to the right of it
 * @property {number} hair CSS px, the thinnest line that fills whole device pixels
 * @property {number} one_way_ms estimate of the way from browser to server, until the server's record arrives
 * @property {"all" | "some" | "sums"} level of detail
 *
 * @typedef {View & Extent} Plot
 */

/**
 * The view with its extent in time and space.
 * @param {View} view
 * @returns {Plot}
 */
export function plot(view) {
  const { geometry, px_per_ms, now } = view;
  const left = view.left ?? 0;
  const right = view.width - geometry.inset;
  const span_ms = Math.max(right - left, 1) / px_per_ms;
  const from = view.reduced ? pageStart(now, span_ms) : now - span_ms;
  const to = from + span_ms;
  const now_x = right - (to - now) * px_per_ms;
  const hair = Math.max(1, Math.round(view.dpr)) / view.dpr;
  const one_way_ms = (view.trace.clock?.rtt_ms ?? 2) / 2;
  const level = view.labels.levelOf(eventGap(view.trace.published, from, now, px_per_ms) / geometry.k);
  return { ...view, k: geometry.k, left, right, from, to, now_x, hair, one_way_ms, level };
}

/**
 * Start of the page that holds `now` when time fills pages of `span_ms`.
 * @param {number} now
 * @param {number} span_ms
 */
export function pageStart(now, span_ms) {
  return Math.floor(now / span_ms) * span_ms;
}

/**
 * @param {Plot} p
 * @param {number} t
 * @returns {number} CSS px
 */
export function x(p, t) {
  return p.right - (p.to - t) * p.px_per_ms;
}

/**
 * @param {Plot} p
 * @param {number} px CSS px
 * @returns {number} server-clock ms
 */
export function timeAt(p, px) {
  return p.to - (p.right - px) / p.px_per_ms;
}

/**
 * Centre of the device pixels on which an event's hairline and its dots lie.
 * @param {Plot} p
 * @param {number} t
 */
export function hairlineX(p, t) {
  return Math.round((x(p, t) - p.hair / 2) * p.dpr) / p.dpr + p.hair / 2;
}

/**
 * The nearest edge between device pixels.
 * @param {{ dpr: number }} p
 * @param {number} px CSS px
 */
export function snap(p, px) {
  return Math.round(px * p.dpr) / p.dpr;
}

/**
 * Mean distance between events on show, in CSS px. A short burst counts as two seconds, so that ten quick clicks do not
 * turn a quiet picture into sums.
 * @param {Published[]} published
 * @param {number} from
 * @param {number} to
 * @param {number} px_per_ms
 */
export function eventGap(published, from, to, px_per_ms) {
  const first = lowerBound(published, from, sentAt);
  const end = lowerBound(published, to, sentAt);
  if (end - first < 2) return Number.POSITIVE_INFINITY;
  const span_ms = sentAt(published[end - 1]) - sentAt(published[first]);
  return (Math.max(span_ms, BURST_MS) * px_per_ms) / (end - first);
}

/** @param {{ sent_at: number }} item */
export const sentAt = (item) => item.sent_at;

/** @param {{ arrived_at: number }} item */
export const arrivedAt = (item) => item.arrived_at;

/** @param {{ asked_at: number }} item */
export const askedAt = (item) => item.asked_at;
