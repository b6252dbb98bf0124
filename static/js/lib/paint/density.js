/** Counts instead of marks, for events that are less than 8 px apart. */

import { polygon } from "./shapes.js";
import { snap, x } from "./view.js";

/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./figure.js").Figure} Figure */

const BIN_W = 4;
const BIN_GAP = 0.8;
const H_MOST = 9;
const COLUMN_W = 2;

/**
 * The server rail becomes a histogram of events. Bins are fixed in time, so that they scroll without trembling.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintHistogram(ctx, p, { events, server }) {
  const width = BIN_W * p.k;
  const bin_ms = width / p.px_per_ms;
  ctx.fillStyle = p.colours.ink;
  for (let i = 0; i < events.length; ) {
    const bin = Math.floor(events[i].sent_at / bin_ms);
    let count = 0;
    while (i < events.length && events[i].sent_at < (bin + 1) * bin_ms) {
      count += 1;
      i += 1;
    }
    const height = barHeight(count) * p.k;
    ctx.fillRect(x(p, bin * bin_ms), snap(p, server - height), width - BIN_GAP * p.k, height);
    if (count === 0) i += 1;
  }
}

/**
 * @param {number} count
 * @returns {number} px before `k`
 */
export const barHeight = (count) => Math.min(1.8 + 1.6 * count, H_MOST);

/**
 * How many events are on their way at each moment.
 * @typedef {{ start: number, counts: Int32Array, most: number }} Sum `start` = absolute px of the first column
 */

/**
 * @param {Plot} p
 * @param {Figure} figure
 * @returns {Sum}
 */
export function sumOf(p, { answers, pending }) {
  const start = Math.floor((p.from * p.px_per_ms) / COLUMN_W) * COLUMN_W;
  const columns = Math.ceil((p.now - p.from) * p.px_per_ms) / COLUMN_W + 2;
  const counts = new Int32Array(Math.ceil(columns) + 1);
  const column = (/** @type {number} */ t) =>
    Math.min(Math.max(Math.floor((t * p.px_per_ms - start) / COLUMN_W), 0), counts.length - 1);
  const add = (/** @type {number} */ from, /** @type {number} */ to) => {
    const first = column(from);
    const last = Math.max(column(to), first + 1);
    counts[first] = (counts[first] ?? 0) + 1;
    if (last < counts.length) counts[last] = (counts[last] ?? 0) - 1;
  };
  for (const { kind, deliveries } of answers) {
    if (kind !== "again") for (const { sent_at, arrived_at } of deliveries) add(sent_at, arrived_at);
  }
  for (const { sent_at } of pending) add(sent_at, p.now + 1_000);
  let most = 0;
  for (let i = 1; i < counts.length; i += 1) {
    counts[i] = (counts[i] ?? 0) + (counts[i - 1] ?? 0);
    most = Math.max(most, counts[i] ?? 0);
  }
  return { start, counts, most };
}

/**
 * The sum hangs from the top of the bars, on one scale for all lanes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 * @param {Sum} sum
 * @param {number} scale events that fill the height
 */
export function paintSum(ctx, p, { bars, hue }, { start, counts }, scale) {
  const origin = x(p, start / p.px_per_ms);
  const points = [origin, bars];
  counts.forEach((count, i) => {
    const depth = count === 0 ? 0 : Math.max((count / scale) * p.geometry.h_bars, 1.25 * p.k);
    points.push(origin + i * COLUMN_W, bars + depth, origin + (i + 1) * COLUMN_W, bars + depth);
  });
  points.push(origin + counts.length * COLUMN_W, bars);
  ctx.beginPath();
  polygon(ctx, points);
  ctx.fillStyle = hue;
  ctx.fill();
}
