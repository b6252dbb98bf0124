/** The time axis above the lanes, the grid and the hairlines below it, and `now`. */

import { timeOfDay } from "../format.js";
import { setFont, widthOf } from "./text.js";
import { hairlineX, snap, x } from "./view.js";

/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./view.js").Published} Published */

/** Distances between ticks that read well, ms. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000];

/** Room a tick needs, px before `k`: whole seconds are dear, parts of a second only come with slow motion. */
const ROOM_SECONDS = 52;
const ROOM_PARTS = 120;

/** Room between two tags, px before `k`. */
const TAG_GAP = 7;

/**
 * Distance between two ticks in ms.
 * @param {number} px_per_ms
 * @param {number} k
 * @param {boolean} clock whether ticks carry the time of day, which is wide
 */
export function tickStep(px_per_ms, k, clock) {
  const seconds = (clock ? 1.5 : 1) * ROOM_SECONDS * k;
  const parts = ROOM_PARTS * k;
  const fits = STEPS.find((step) => step * px_per_ms >= (step < 1_000 ? parts : seconds));
  return fits ?? 60_000;
}

/**
 * Times of the ticks: whole seconds before the right edge, or whole seconds of the day when motion is reduced.
 * @param {Plot} p
 */
export function ticks(p) {
  const step = tickStep(p.px_per_ms, p.k, p.reduced === true);
  const anchor = p.reduced ? 0 : p.to;
  const first = Math.ceil((p.from - anchor) / step);
  const last = Math.floor((p.to - anchor) / step);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => anchor + (first + i) * step);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 */
export function paintGrid(ctx, p) {
  const { geometry } = p;
  ctx.fillStyle = p.colours["rule-2"];
  for (const t of ticks(p)) {
    ctx.fillRect(hairlineX(p, t) - p.hair / 2, geometry.ruler_h, p.hair, geometry.height - geometry.ruler_h);
  }
  ctx.fillStyle = p.colours.rule;
  for (const top of geometry.tops.slice(1)) ctx.fillRect(0, snap(p, top) - p.hair, p.width, p.hair);
}

/**
 * The words on the axis.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 */
export function paintSeconds(ctx, p) {
  const { geometry, k, now_x } = p;
  setFont(ctx, k, 400);
  ctx.textAlign = "center";
  ctx.fillStyle = p.colours["ink-3"];
  const near = widthOf(ctx, p.labels.widths, 400, edgeLabel(p)) / 2 + 6 * k;
  for (const t of ticks(p)) {
    const at = x(p, t);
    const words = p.reduced ? timeOfDay(t) : before(p.to - t, tickStep(p.px_per_ms, p.k, false));
    const half = widthOf(ctx, p.labels.widths, 400, words) / 2;
    if (Math.abs(at - now_x) > near + half && at - half > p.left) ctx.fillText(words, at, geometry.y_seconds);
  }
}

/** @param {Plot} p */
const edgeLabel = (p) => p.edge_label ?? "now";

/**
 * @param {number} ms
 * @param {number} step between ticks, ms: it decides the unit, so that all ticks have the same
 * @returns {string} such as "−2 s" or "−50 ms"
 */
export function before(ms, step) {
  return step < 100 ? `−${Math.round(ms)} ms` : `−${+(ms / 1_000).toFixed(1)} s`;
}

/**
 * One line from each event down through all lanes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Published[]} events
 */
export function paintHairlines(ctx, p, events) {
  if (p.level === "sums") return;
  ctx.globalAlpha = p.level === "all" ? 0.3 : 0.16;
  ctx.fillStyle = p.colours.ink;
  ctx.beginPath();
  const top = hairlineTop(p);
  for (const { sent_at } of events) ctx.rect(hairlineX(p, sent_at) - p.hair / 2, top, p.hair, lineEnd(p) - top);
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** @param {Plot} p */
export const hairlineTop = ({ geometry, k }) => geometry.y_tag + 4 * k;

/** @param {Plot} p */
export function lineEnd({ geometry, k }) {
  const last = geometry.tops.at(-1) ?? 0;
  return geometry.folded.at(-1) ? last : last + geometry.y_label + 3 * k;
}

/**
 * The number of each event, where there is room for it.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Published[]} events
 */
export function paintTags(ctx, p, events) {
  if (p.level === "sums") return;
  setFont(ctx, p.k, 700);
  ctx.fillStyle = p.colours.ink;
  ctx.textAlign = "center";
  const candidates = events.map((event) => {
    const half = widthOf(ctx, p.labels.widths, 700, `#${event.id}`) / 2;
    const at = event.sent_at * p.px_per_ms;
    return { key: event, size: 1, left: at - half, right: at + half, rank: 0 };
  });
  for (const { key, left, right } of p.labels.row("tags", TAG_GAP * p.k).choose(candidates, Number.POSITIVE_INFINITY)) {
    const event = /** @type {Published} */ (key);
    const half = (right - left) / 2;
    const at = hairlineX(p, event.sent_at);
    const fits = at + half + 3 * p.k <= p.now_x || p.reduced;
    if (fits && at - half >= p.left) ctx.fillText(`#${event.id}`, at, p.geometry.y_tag);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 */
export function paintNow(ctx, p) {
  const { geometry, k, now_x } = p;
  const width = Math.max(Math.round(1.5 * k * p.dpr), 1) / p.dpr;
  const top = geometry.y_seconds + 4 * k;
  ctx.fillStyle = p.colours.ink;
  ctx.fillRect(snap(p, now_x - width / 2), top, width, lineEnd(p) - top);
  setFont(ctx, k, 700);
  ctx.textAlign = "center";
  const half = widthOf(ctx, p.labels.widths, 700, edgeLabel(p)) / 2;
  ctx.fillText(edgeLabel(p), Math.min(now_x, p.width - half - 1), geometry.y_seconds);
}
