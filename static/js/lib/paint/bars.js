/** The bar under the rails is the delay itself: from the event to its arrival. */

import { polygon } from "./shapes.js";
import { hairlineX, snap, x } from "./view.js";

/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./figure.js").Figure} Figure */

const H_ONE = 9;
const W_LEAST = 3;
const OUTLINE = 1.25;

/** More events than this share one solid area. */
const ROWS = 8;

/**
 * The rows of `count` bars in `height` px: each one's top and height.
 * @param {number} count
 * @param {number} height of all
 * @param {number} k
 * @returns {{ pitch: number, thick: number }}
 */
export function rowsOf(count, height, k) {
  if (count === 1) return { pitch: height, thick: H_ONE * k };
  const pitch = height / count;
  return { pitch, thick: Math.max(pitch - k, pitch * 0.6) };
}

/**
 * Bars of all answers, oldest on top.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintBars(ctx, p, { answers, bars, hue }) {
  ctx.beginPath();
  for (const { deliveries, kind } of answers) {
    if (kind === "again") continue;
    const spans = deliveries.map(({ sent_at, arrived_at }) => span(p, sent_at, arrived_at));
    if (spans.length > ROWS) polygon(ctx, stairs(spans, bars, p.geometry.h_bars));
    else for (const box of boxes(p, spans, bars)) ctx.rect(...box);
  }
  ctx.fillStyle = hue;
  ctx.fill();
}

/**
 * Outlines of what is on its way; they grow with `now`, by the second when motion is reduced.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintPending(ctx, p, { pending, bars, hue }) {
  if (pending.length === 0) return;
  const now = p.reduced ? Math.floor(p.now / 1_000) * 1_000 : p.now;
  const spans = pending.map(({ sent_at }) => span(p, sent_at, Math.max(now, sent_at)));
  const inset = (OUTLINE * p.k) / 2;
  ctx.beginPath();
  if (spans.length > ROWS) polygon(ctx, stairs(spans, bars + inset, p.geometry.h_bars - 2 * inset));
  else {
    for (const [left, top, width, height] of boxes(p, spans, bars)) {
      ctx.rect(left + inset, top + inset, width, Math.max(height - 2 * inset, 0.01));
    }
  }
  ctx.strokeStyle = hue;
  ctx.lineWidth = OUTLINE * p.k;
  ctx.lineJoin = "miter";
  ctx.stroke();
}

/** @typedef {[left: number, right: number]} Span */

/**
 * @param {Plot} p
 * @param {number} sent_at
 * @param {number} arrived_at
 * @returns {Span}
 */
function span(p, sent_at, arrived_at) {
  const left = Math.max(hairlineX(p, sent_at) - p.hair / 2, p.left - 60);
  return [left, Math.max(x(p, arrived_at), left + W_LEAST * p.k)];
}

/**
 * @param {Plot} p
 * @param {Span[]} spans
 * @param {number} top
 * @returns {[number, number, number, number][]}
 */
function boxes(p, spans, top) {
  const { pitch, thick } = rowsOf(spans.length, p.geometry.h_bars, p.k);
  return spans.map(([left, right], i) => {
    const y = snap(p, top + i * pitch);
    return [left, y, right - left, Math.max(snap(p, y + thick), y + 1 / p.dpr) - y];
  });
}

/**
 * The staircase of many bars as one area: each event makes it deeper by one part of the height.
 * @param {Span[]} spans oldest first
 * @param {number} top
 * @param {number} height
 * @returns {number[]} points
 */
export function stairs(spans, top, height) {
  const right = Math.max(...spans.map(([, end]) => end));
  const points = [right, top];
  const [first] = /** @type {[Span]} */ (spans);
  points.push(first[0], top);
  for (const [i, [left]] of spans.entries()) {
    const y = top + (height * i) / spans.length;
    const next = top + (height * (i + 1)) / spans.length;
    points.push(left, y, left, next);
  }
  points.push(right, top + height);
  return points;
}
