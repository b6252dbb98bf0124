/**
 * A lost line. The wall stands midway between the rails; whatever hits it stops with a cross. It runs as long as the line
 * is known to be cut, or else from the break to the last try that failed. A black hole's wall is dashed: nobody is told,
 * and what was sent arrives when it ends.
 */

import { lineOut } from "./phrases.js";
import { cross, line } from "./shapes.js";
import { haloed, setFont } from "./text.js";
import { snap, x } from "./view.js";

/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./figure.js").Figure} Figure */

const WALL = 3.5;
const HOLE = [9, 5];
const CAP = 7;
const CROSS = 4.4;
const STUB = 1.5;

/** A cut is noticed within this time. */
const CUT_MS = 1_000;

/**
 * @typedef {object} Wall
 * @property {number} from
 * @property {number} to
 * @property {number} lasted ms, for its words
 * @property {"cut" | "hole" | "lost"} kind a cut and a hole are on purpose, so that their ends are known
 * @property {boolean} began its left end is an end
 * @property {boolean} over its right end is an end
 */

/**
 * @param {Plot} p
 * @param {Figure} figure
 * @returns {Wall[]}
 */
export function walls(p, { lane, look, breaks }) {
  const cuts = lane.cuts.filter((cut) => cut.from <= p.now && (cut.to ?? p.now) >= p.from);
  const cut = (/** @type {Break} */ { from }) =>
    cuts.some((known) => known.from <= from && from <= (known.to ?? p.now) + CUT_MS);
  // A poll that fails says nothing of the time between polls, so a wall needs two of them, and ends with the last.
  const asks = look.kind === "exchange";
  const lost = breaks.filter((stretch) => stretch.tries.length > (asks ? 1 : 0) && !cut(stretch));
  return [...cuts.map((known) => cutWall(p, known)), ...lost.map((stretch) => lostWall(p, stretch, asks))];
}

/** @typedef {Figure["breaks"][number]} Break */

/**
 * @param {Plot} p
 * @param {import("./view.js").Cut} cut
 * @returns {Wall}
 */
function cutWall(p, { from, to, hole }) {
  const end = Math.min(to ?? p.now, p.now);
  const kind = hole ? "hole" : "cut";
  return { from, to: end, lasted: end - from, kind, began: true, over: to !== null && to <= p.now };
}

/**
 * @param {Plot} p
 * @param {Break} stretch
 * @param {boolean} asks whether the lane has no connection between its questions
 * @returns {Wall}
 */
function lostWall(p, { from, to, tries }, asks) {
  const last = tries.reduce((end, { ended_at, asked_at }) => Math.max(end, ended_at ?? asked_at), from);
  const end = Math.min(last, p.now);
  const until = asks ? end : Math.min(to ?? p.now, p.now);
  return { from, to: end, lasted: until - from, kind: "lost", began: !asks, over: false };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintWalls(ctx, p, figure) {
  const y = snap(p, (figure.server + figure.browser) / 2);
  const found = walls(p, figure);
  const stubs = stubsOf(p, figure);
  paintStubs(ctx, p, figure, stubs);
  ctx.strokeStyle = p.colours.bad;
  ctx.lineWidth = WALL * p.k;
  for (const { from, to, kind } of found) {
    ctx.setLineDash(kind === "hole" ? HOLE.map((dash) => dash * p.k) : []);
    ctx.lineDashOffset = Math.max(p.left - 20 - x(p, from), 0);
    ctx.beginPath();
    line(ctx, Math.max(x(p, from), p.left - 20), y, x(p, to), y);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const { from, to, began, over } of found) {
    if (began) line(ctx, x(p, from), y - CAP * p.k, x(p, from), y + CAP * p.k);
    if (over) line(ctx, x(p, to), y - CAP * p.k, x(p, to), y + CAP * p.k);
  }
  ctx.stroke();
  const places = stubs.map(({ x1 }) => /** @type {[number, number]} */ ([x1, y]));
  crosses(ctx, p, places);
  setFont(ctx, p.k, 700);
  for (const { from, lasted, kind } of found) {
    const at = Math.max(x(p, from) + 5 * p.k, p.left + 3 * p.k);
    haloed(ctx, lineOut(lasted, kind), at, y + 14 * p.k, p.colours.bad, p.colours.stage, p.k);
  }
}

/** @typedef {{ x0: number, y0: number, x1: number }} Stub from a rail to the middle, where it ends */

/**
 * What ran into the wall: tries to connect from below, and events sent before either side had noticed from above.
 * @param {Plot} p
 * @param {Figure} figure
 * @returns {Stub[]}
 */
function stubsOf(p, { lane, ways, server, browser, events }) {
  const half_ms = p.one_way_ms / 2;
  const tries = ways
    .filter(({ fate }) => fate === "failed")
    .map(({ exchange, asked }) => ({
      x0: x(p, asked),
      y0: browser,
      x1: x(p, Math.min(exchange.ended_at ?? p.now, asked + half_ms)),
    }));
  const sent = events
    .filter(({ id }) => lane.delivery(id)?.kind !== "live")
    .filter(({ sent_at }) => lane.cuts.some((cut) => cut.from <= sent_at && sent_at < noticedAt(cut, ways, p.now)))
    .map(({ sent_at }) => ({ x0: x(p, sent_at), y0: server, x1: x(p, sent_at + half_ms) }));
  return [...sent, ...tries].filter(({ x1 }) => x1 > p.left - 20);
}

/**
 * When the browser noticed a cut: the end of the connection that it hit.
 * @param {import("./view.js").Cut} cut
 * @param {Figure["ways"]} ways
 * @param {number} now
 */
function noticedAt(cut, ways, now) {
  const hit = ways.find(({ exchange }) => exchange.asked_at < cut.from && (exchange.ended_at ?? now) > cut.from);
  return Math.min(hit ? (hit.exchange.ended_at ?? now) : cut.from, cut.to ?? now);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 * @param {Stub[]} stubs
 */
function paintStubs(ctx, p, { hue, server, browser }, stubs) {
  ctx.beginPath();
  for (const { x0, y0, x1 } of stubs) line(ctx, x0, y0, x1, (server + browser) / 2);
  ctx.strokeStyle = hue;
  ctx.lineWidth = STUB * p.k;
  ctx.setLineDash([3 * p.k, 2.5 * p.k]);
  ctx.stroke();
  ctx.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {[number, number][]} places
 */
export function crosses(ctx, p, places) {
  ctx.beginPath();
  for (const [at, y] of places) cross(ctx, at, y, CROSS * p.k);
  ctx.strokeStyle = p.colours.stage;
  ctx.lineWidth = 5.5 * p.k;
  ctx.stroke();
  ctx.strokeStyle = p.colours.bad;
  ctx.lineWidth = 2.2 * p.k;
  ctx.stroke();
}
