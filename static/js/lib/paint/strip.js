/** The strip plot: the latest delays of each lane as points on one logarithmic axis, with their median and 95th percentile. */

import { outline } from "./shapes.js";
import { setFont } from "./text.js";
import { snap } from "./view.js";

/** Ends of the axis, ms. */
const LEAST_MS = 1;
const MOST_MS = 10_000;

/** Px before `k`. */
const STRIP_ROW = 26;
const INSET = 17;
const R_POINT = 2.6;
const SPREAD = 6.5;
const P50_H = 22;
const P95_H = 15;

/** @type {[number, string][]} */
const NAMED = [
  [1, "1\u202fms"],
  [10, "10\u202fms"],
  [100, "100\u202fms"],
  [1_000, "1\u202fs"],
  [10_000, "10\u202fs"],
];

/**
 * @typedef {object} StripView
 * @property {import("./view.js").Trace} trace
 * @property {string[]} lanes names, top to bottom
 * @property {import("./view.js").Look[]} looks
 * @property {number} width CSS px
 * @property {number} height CSS px: STRIP_ROW a lane and room for the axis, times k
 * @property {number} dpr
 * @property {number} k
 * @property {Record<string, string>} colours
 */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {StripView} view
 */
export function paintStrip(ctx, view) {
  ctx.setTransform(view.dpr, 0, 0, view.dpr, 0, 0);
  ctx.clearRect(0, 0, view.width, view.height);
  paintAxis(ctx, view);
  view.lanes.forEach((name, i) => {
    const look = view.looks.find((known) => known.name === name);
    const y = (i + 0.5) * STRIP_ROW * view.k;
    if (look && view.trace.lanes.has(name)) paintRow(ctx, view, view.trace.statistics(name), y, view.colours[look.hue]);
  });
}

/**
 * @param {StripView} view
 * @param {number} latency_ms beyond the ends it stays at the end
 * @returns {number} CSS px
 */
export function stripX({ width, k }, latency_ms) {
  const inside = Math.min(Math.max(latency_ms, LEAST_MS), MOST_MS);
  return INSET * k + (Math.log10(inside / LEAST_MS) / Math.log10(MOST_MS / LEAST_MS)) * (width - 2 * INSET * k);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {StripView} view
 */
function paintAxis(ctx, view) {
  const { k } = view;
  const bottom = view.lanes.length * STRIP_ROW * k;
  const hair = Math.max(1, Math.round(view.dpr)) / view.dpr;
  setFont(ctx, k, 400);
  ctx.textAlign = "center";
  for (const [value, words] of NAMED) {
    const at = stripX(view, value);
    ctx.fillStyle = view.colours.rule;
    ctx.fillRect(snap(view, at - hair / 2), 0, hair, bottom);
    for (let part = 2; part < 10 && value < MOST_MS; part += 1) {
      ctx.fillRect(snap(view, stripX(view, part * value) - hair / 2), bottom - 3 * k, hair, 3 * k);
    }
    ctx.fillStyle = view.colours["ink-3"];
    ctx.fillText(words, at, bottom + 17 * k);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {StripView} view
 * @param {import("../statistics.js").Statistics} statistics
 * @param {number} y
 * @param {string} hue
 */
function paintRow(ctx, view, { latencies, p50_ms, p95_ms }, y, hue) {
  ctx.globalAlpha = 0.5;
  ctx.fillStyle = hue;
  for (const latency of latencies) {
    ctx.beginPath();
    outline(ctx, "circle", stripX(view, latency), y + scatter(latency) * SPREAD * view.k, R_POINT * view.k);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
  if (p50_ms === null || p95_ms === null) return;
  tick(ctx, view, stripX(view, p95_ms), y, P95_H, 1.25, 0);
  tick(ctx, view, stripX(view, p50_ms), y, P50_H, 2.5, 2.5);
}

/**
 * A place above or below the row's middle that belongs to the value, so that a point stays where it is when others come.
 * @param {number} latency
 * @returns {number} -1 to 1
 */
export function scatter(latency) {
  const mixed = Math.sin(latency * 12.9898) * 43_758.5453;
  return (mixed - Math.floor(mixed)) * 2 - 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {StripView} view
 * @param {number} at
 * @param {number} y
 * @param {number} height
 * @param {number} width
 * @param {number} halo
 */
function tick(ctx, { k, colours }, at, y, height, width, halo) {
  const [w, h, rim] = [width * k, height * k, halo * k];
  ctx.fillStyle = colours.page;
  if (halo > 0) ctx.fillRect(at - w / 2 - rim, y - h / 2, w + 2 * rim, h);
  ctx.fillStyle = colours.ink;
  ctx.fillRect(at - w / 2, y - h / 2, w, h);
}
