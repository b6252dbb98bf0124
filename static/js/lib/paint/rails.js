/** The two rails of each lane, time on the server and time in the browser, and their names. */

import { setFont } from "./text.js";
import { snap, x } from "./view.js";

/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./figure.js").Figure} Figure */

const WEIGHT = 1.25;
const DASH = [3, 4];
const TICK_H = 12;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {number} top of the lane
 * @param {Figure["breaks"]} breaks stretches in which the browser has no connection
 */
export function paintRails(ctx, p, top, breaks) {
  const { geometry } = p;
  const height = Math.max(Math.round(WEIGHT * p.k * p.dpr), 1) / p.dpr;
  for (const y of [top + geometry.y_server, top + geometry.y_browser]) {
    ctx.fillStyle = p.colours["ink-3"];
    if (y === top + geometry.y_browser && breaks.length > 0) broken(ctx, p, y, height, breaks);
    else ctx.fillRect(p.left, snap(p, y - height / 2), p.now_x - p.left, height);
    ctx.fillStyle = p.colours.rule;
    if (p.now_x < p.right) ctx.fillRect(p.now_x, snap(p, y - height / 2), p.right - p.now_x, height);
  }
}

/**
 * A browser rail that is dashed while disconnected.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {number} y
 * @param {number} height
 * @param {Figure["breaks"]} breaks
 */
function broken(ctx, p, y, height, breaks) {
  const line_y = snap(p, y - height / 2) + height / 2;
  ctx.strokeStyle = p.colours["ink-3"];
  ctx.lineWidth = height;
  let at = p.left;
  for (const stretch of breaks) {
    const from = clamp(p, stretch.from);
    const to = clamp(p, stretch.to ?? p.now);
    segment(ctx, at, from, line_y);
    ctx.setLineDash(DASH.map((dash) => dash * p.k));
    // Dashes keep their place in time while the picture scrolls.
    ctx.lineDashOffset = from - x(p, stretch.from);
    segment(ctx, from, to, line_y);
    ctx.setLineDash([]);
    at = to;
  }
  segment(ctx, at, p.now_x, line_y);
}

/**
 * @param {Plot} p
 * @param {number} t
 */
const clamp = (p, t) => Math.min(Math.max(x(p, t), p.left), p.now_x);

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} from
 * @param {number} to
 * @param {number} y
 */
function segment(ctx, from, to, y) {
  if (to <= from) return;
  ctx.beginPath();
  ctx.moveTo(from, y);
  ctx.lineTo(to, y);
  ctx.stroke();
}

/**
 * A short upright where the browser noticed that its connection is gone.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintNoticed(ctx, p, { browser, breaks }) {
  const width = Math.max(Math.round(2 * p.k * p.dpr), 1) / p.dpr;
  ctx.fillStyle = p.colours.ink;
  for (const { from } of breaks) {
    const half = (TICK_H * p.k) / 2;
    ctx.fillRect(snap(p, x(p, from) - width / 2), browser - half, width, 2 * half);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {number} top of the lane
 */
export function paintNames(ctx, p, top) {
  if (p.left === 0) return;
  setFont(ctx, p.k, 400);
  ctx.textAlign = "right";
  ctx.fillStyle = p.colours["ink-2"];
  ctx.fillText("server", p.left - 8 * p.k, top + p.geometry.y_server + 4 * p.k);
  ctx.fillText("browser", p.left - 8 * p.k, top + p.geometry.y_browser + 4 * p.k);
}
