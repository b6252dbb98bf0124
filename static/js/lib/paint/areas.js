/** The filled area is the time the browser has an open question. */

import { polygon } from "./shapes.js";
import { x } from "./view.js";

/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./figure.js").Figure} Figure */
/** @typedef {import("./exchanges.js").Way} Way */

const EMPTY = 0.07;
const NEWS = 0.16;
const HELD = 0.1;
const HATCH = 0.15;
const OPEN = 0.12;
const UNNOTICED = 0.05;

/** Slopes narrower than this are not seen as such, CSS px. */
const STEEP = 1.5;

/** Distance between hatch lines along the axis, px before `k`. */
const PITCH = 6;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintAreas(ctx, p, figure) {
  ctx.fillStyle = figure.hue;
  PAINTERS[figure.look.kind](ctx, p, figure);
  fade(ctx, p, figure);
  ctx.globalAlpha = 1;
}

/** @type {Record<Figure["look"]["kind"], (ctx: CanvasRenderingContext2D, p: Plot, figure: Figure) => void>} */
const PAINTERS = { exchange: paintSpikes, held: paintHeld, stream: paintOpen, duplex: paintOpen };

/**
 * Polls: one thin spike each. Racing ones darken where they overlap.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
function paintSpikes(ctx, p, figure) {
  for (const way of figure.ways) {
    if (way.fate === "failed") continue;
    ctx.globalAlpha = way.exchange.events > 0 ? NEWS : EMPTY;
    ctx.beginPath();
    polygon(ctx, corners(p, figure, way));
    ctx.fill();
  }
}

/**
 * Long polls: hatched while the server sits on the question, with an edge along its rail. They follow each other, so each
 * is filled by itself: hundreds in one path cost a software canvas many times as much.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
function paintHeld(ctx, p, figure) {
  const hatch = hatchOf(ctx, p, figure.hue);
  for (const way of figure.ways) {
    if (way.fate === "failed") continue;
    const points = corners(p, figure, way);
    ctx.fillStyle = figure.hue;
    fill(ctx, HELD, points);
    if (!hatch || points[6] - points[0] < PITCH * p.k) continue;
    ctx.fillStyle = hatch;
    fill(ctx, HATCH, points);
  }
}

/**
 * Streams: a trapezoid that does not close until the connection ends. What the browser has not noticed yet is faint.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
function paintOpen(ctx, p, figure) {
  if (figure.alone) return;
  for (const { exchange, asked, received, fate } of figure.ways) {
    if (fate !== "open") continue;
    const over = exchange.ended_at ?? p.now;
    const cut = Math.min(exchange.closed_at ?? over, over);
    fill(ctx, OPEN, [
      X(p, asked),
      figure.browser,
      X(p, received),
      figure.server,
      X(p, cut),
      figure.server,
      X(p, cut),
      figure.browser,
    ]);
    if (over > cut) {
      fill(ctx, UNNOTICED, [
        X(p, cut),
        figure.browser,
        X(p, cut),
        figure.server,
        X(p, over),
        figure.server,
        X(p, over),
        figure.browser,
      ]);
    }
  }
}

/**
 * What the browser still takes for an open line, while nothing passes: the areas under a cut fade until it is noticed,
 * and under a black hole until that ends.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
function fade(ctx, p, { lane, ways, server, browser, alone }) {
  if (alone) return;
  ctx.fillStyle = p.colours.stage;
  ctx.globalAlpha = 1 - UNNOTICED / OPEN;
  for (const { from, to, hole } of lane.cuts) {
    for (const { exchange, asked } of ways) {
      const over = exchange.ended_at ?? p.now;
      if (asked > from || over < from) continue;
      const end = hole ? Math.min(over, to ?? p.now) : over;
      ctx.fillRect(X(p, from), server, X(p, Math.min(end, p.now)) - X(p, from), browser - server);
    }
  }
}

/**
 * A trapezoid; one whose slopes are too steep to be seen is filled as a rectangle, which is quicker.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} alpha
 * @param {number[]} points x, y of its four corners: lower left, upper left, upper right, lower right
 */
function fill(ctx, alpha, points) {
  const [x0, y0, x1, y1, x2, , x3] = points;
  ctx.globalAlpha = alpha;
  if (x1 - x0 < STEEP && x3 - x2 < STEEP) return ctx.fillRect(x1, y1, Math.max(x2 - x1, 0), y0 - y1);
  ctx.beginPath();
  polygon(ctx, points);
  ctx.fill();
}

/**
 * Corners of one exchange: up, along, down. While it is open its right end is `now`.
 * @param {Plot} p
 * @param {Figure} figure
 * @param {Way} way
 */
function corners(p, { server, browser }, { asked, received, answered, ended }) {
  const along = answered ?? Math.max(p.now, received);
  const down = ended ?? Math.max(along, p.now);
  return [X(p, asked), browser, X(p, received), server, X(p, along), server, X(p, down), browser];
}

/**
 * A place that is never far out of sight, as canvas loses precision there.
 * @param {Plot} p
 * @param {number} t
 */
function X(p, t) {
  return Math.max(x(p, t), p.left - 60);
}

/**
 * The hatch in a hue, moving with time. Null where patterns cannot be made.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {string} hue
 */
function hatchOf(ctx, p, hue) {
  const pitch = Math.max(Math.round(PITCH * p.k * p.dpr), 4);
  const key = `${hue} ${pitch} ${p.dpr}`;
  const pattern = p.labels.hatches.get(key) ?? makeHatch(ctx, hue, pitch, p.dpr);
  p.labels.hatches.set(key, pattern);
  const period = pitch / p.dpr;
  const shift = x(p, 0) % period;
  pattern?.setTransform({ a: 1 / p.dpr, b: 0, c: 0, d: 1 / p.dpr, e: shift, f: 0 });
  return pattern;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} hue
 * @param {number} pitch device px
 * @param {number} weight device px
 */
function makeHatch(ctx, hue, pitch, weight) {
  if (typeof OffscreenCanvas === "undefined") return null;
  const tile = new OffscreenCanvas(pitch, pitch);
  const pen = tile.getContext("2d");
  if (!pen) return null;
  pen.strokeStyle = hue;
  pen.lineWidth = weight;
  for (const shift of [-pitch, 0, pitch]) {
    pen.moveTo(shift - 1, pitch + 1);
    pen.lineTo(shift + pitch + 1, -1);
  }
  pen.stroke();
  return ctx.createPattern(tile, "repeat");
}
