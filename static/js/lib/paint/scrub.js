/** The last two minutes in one row: events as ticks, faults and pauses, and the brush around what is on show. */

import { lowerBound } from "../series.js";
import { breaks } from "./exchanges.js";
import { sentAt, snap } from "./view.js";

/** How much time the row holds, ms. */
export const SCRUB_MS = 120_000;

/** Px before `k`. */
const TICK_H = 10;
const BRUSH_H = 32;
const BRUSH_LEAST = 8;
const HANDLE_W = 4;
const HANDLE_H = 14;
const FAULT_Y = 7;

/**
 * @typedef {object} ScrubView
 * @property {import("./view.js").Trace} trace
 * @property {import("./view.js").Look[]} looks
 * @property {number} width CSS px
 * @property {number} height CSS px
 * @property {number} dpr
 * @property {number} k
 * @property {number} inset CSS px between the right end of the row and of the canvas
 * @property {number} now server-clock ms at the right end
 * @property {number} from left end of the brush, server-clock ms
 * @property {number} to right end of the brush, server-clock ms
 * @property {Record<string, string>} colours
 */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {ScrubView} view
 */
export function paintScrub(ctx, view) {
  const middle = view.height / 2;
  ctx.setTransform(view.dpr, 0, 0, view.dpr, 0, 0);
  ctx.clearRect(0, 0, view.width, view.height);
  paintPauses(ctx, view, middle);
  ctx.fillStyle = view.colours.rule;
  ctx.fillRect(0, snap(view, middle - 0.5), scrubX(view, view.now), 1);
  paintTicks(ctx, view, middle);
  paintFaults(ctx, view, middle);
  paintBrush(ctx, view, middle);
}

/**
 * @param {ScrubView} view
 * @param {number} t
 * @returns {number} CSS px
 */
export function scrubX(view, t) {
  const right = view.width - view.inset;
  return right - ((view.now - t) / SCRUB_MS) * right;
}

/**
 * @param {Pick<ScrubView, "width" | "inset" | "now">} view
 * @param {number} px CSS px
 * @returns {number} server-clock ms
 */
export function scrubTime(view, px) {
  const right = view.width - view.inset;
  return view.now - ((right - px) / right) * SCRUB_MS;
}

/**
 * One tick an event, at most one a device pixel.
 * @param {CanvasRenderingContext2D} ctx
 * @param {ScrubView} view
 * @param {number} middle
 */
function paintTicks(ctx, view, middle) {
  const { published } = view.trace;
  const height = TICK_H * view.k;
  const width = Math.max(Math.round(view.dpr), 1) / view.dpr;
  let last = -1;
  ctx.beginPath();
  for (let i = lowerBound(published, view.now - SCRUB_MS, sentAt); i < published.length; i += 1) {
    const at = snap(view, scrubX(view, published[i].sent_at) - width / 2);
    if (at === last || published[i].sent_at > view.now) continue;
    ctx.rect(at, middle - height / 2, width, height);
    last = at;
  }
  ctx.fillStyle = view.colours["ink-2"];
  ctx.fill();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {ScrubView} view
 * @param {number} middle
 */
function paintPauses(ctx, view, middle) {
  ctx.fillStyle = view.colours.sunken;
  for (const { from, to } of view.trace.pauses) {
    const left = Math.max(scrubX(view, from), 0);
    ctx.fillRect(left, middle - TICK_H * view.k, scrubX(view, to ?? view.now) - left, 2 * TICK_H * view.k);
  }
}

/**
 * A stroke over the ticks for every stretch in which a lane was without its connection, and every gap.
 * @param {CanvasRenderingContext2D} ctx
 * @param {ScrubView} view
 * @param {number} middle
 */
function paintFaults(ctx, view, middle) {
  const from = view.now - SCRUB_MS;
  ctx.fillStyle = view.colours.bad;
  const y = snap(view, middle - (FAULT_Y + 1.5) * view.k);
  for (const look of view.looks) {
    const lane = view.trace.lanes.get(look.name);
    if (!lane) continue;
    const lines = breaks(lane.requests, look.kind, from, view.now).filter(({ tries }) => tries.length > 0);
    const spans = [...lines, ...lane.cuts, ...lane.gaps.map(({ at }) => ({ from: at, to: at }))];
    for (const span of spans) {
      const left = Math.max(scrubX(view, span.from), 0);
      const right = scrubX(view, Math.min(span.to ?? view.now, view.now));
      if (right >= 0) ctx.fillRect(left, y, Math.max(right - left, 3 * view.k), 3 * view.k);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {ScrubView} view
 * @param {number} middle
 */
function paintBrush(ctx, view, middle) {
  const { k } = view;
  const right = scrubX(view, view.to);
  const left = Math.max(Math.min(scrubX(view, view.from), right - BRUSH_LEAST * k), 1);
  const top = middle - (BRUSH_H * k) / 2;
  ctx.strokeStyle = view.colours.ink;
  ctx.lineWidth = 1.5 * k;
  ctx.strokeRect(snap(view, left), snap(view, top), right - left, BRUSH_H * k);
  ctx.fillStyle = view.colours.ink;
  ctx.beginPath();
  for (const at of [left, right]) {
    ctx.roundRect(at - (HANDLE_W * k) / 2, middle - (HANDLE_H * k) / 2, HANDLE_W * k, HANDLE_H * k, 1.5 * k);
  }
  ctx.fill();
}
