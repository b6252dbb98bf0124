/** What travels between the rails: questions up, answers and messages down. True slopes, never exaggerated. */

import { head, line } from "./shapes.js";
import { x } from "./view.js";

/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./figure.js").Figure} Figure */
/** @typedef {import("./exchanges.js").Way} Way */

const REQUEST = 1.25;
const REQUEST_HEAD = 4.5;
const PROVISIONAL = 0.9;
const NEWS = 2.25;
const EMPTY = 1.1;
const MESSAGE = 1.9;
const UPWARD = 1.5;
const UPWARD_HEAD = 6.5;
const EDGE_HELD = 1.75;
const EDGE_DUPLEX = 2;
const EDGE_INSET = 3;
const THIN = 0.8;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintPaths(ctx, p, figure) {
  ctx.strokeStyle = figure.hue;
  ctx.fillStyle = figure.hue;
  ctx.lineJoin = "round";
  const dense = p.level === "sums" && !figure.alone && figure.ways.length > 40;
  ctx.globalAlpha = dense ? 0.45 : 1;
  paintRequests(ctx, p, figure, dense);
  paintAnswers(ctx, p, figure, dense);
  ctx.globalAlpha = 1;
  paintMessages(ctx, p, figure);
  if (!figure.alone) paintUpward(ctx, p, figure);
}

/**
 * The lit edges inside an area: the server rail while it holds a question, both rails while either side may speak.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintEdges(ctx, p, figure) {
  ctx.strokeStyle = figure.hue;
  ctx.beginPath();
  if (figure.look.kind === "held") {
    for (const { received, answered, fate } of figure.ways) {
      if (fate !== "failed") line(ctx, X(p, received), figure.server, X(p, answered ?? p.now), figure.server);
    }
    stroke(ctx, EDGE_HELD * p.k);
  } else if (figure.look.kind === "duplex" && !figure.alone) {
    const inset = EDGE_INSET * p.k;
    for (const { exchange, asked, received, fate } of figure.ways) {
      if (fate !== "open") continue;
      const end = X(p, exchange.ended_at ?? p.now);
      line(ctx, X(p, received), figure.server + inset, end, figure.server + inset);
      line(ctx, X(p, asked), figure.browser - inset, end, figure.browser - inset);
    }
    ctx.globalAlpha = 0.75;
    stroke(ctx, EDGE_DUPLEX * p.k);
    ctx.globalAlpha = 1;
  }
}

/**
 * Questions. What the server has not confirmed is thin and dashed, and reaches no further than `now`.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 * @param {boolean} dense
 */
function paintRequests(ctx, p, { ways, server, browser }, dense) {
  ctx.beginPath();
  for (const { asked, received, known, fate } of ways) {
    if (known && fate !== "failed") line(ctx, x(p, asked), browser, x(p, received), server);
  }
  stroke(ctx, (dense ? THIN : REQUEST) * p.k);
  ctx.beginPath();
  for (const { asked, received, known, fate } of ways) {
    if (!known && fate !== "failed") line(ctx, x(p, asked), browser, x(p, received), server);
  }
  stroke(ctx, PROVISIONAL * p.k, [3 * p.k, 3 * p.k]);
  if (p.level === "sums") return;
  ctx.beginPath();
  for (const { asked, received, known, fate } of ways) {
    if (known && fate !== "failed") head(ctx, x(p, asked), browser, x(p, received), server, REQUEST_HEAD * p.k);
  }
  ctx.fill();
}

/**
 * Answers, and the first answer of a stream: that it is open.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 * @param {boolean} dense
 */
function paintAnswers(ctx, p, { ways, server, browser, alone }, dense) {
  const streams = (/** @type {Way} */ way) => way.fate === "open" && way.ended !== null && !alone;
  const full = (/** @type {Way} */ way) => way.fate === "news" && way.exchange.answered_at !== null;
  const hollow = (/** @type {Way} */ way) => way.fate === "empty" || way.fate === "refused";
  const guessed = (/** @type {Way} */ way) => way.fate === "news" && way.exchange.answered_at === null;
  const coming = (/** @type {Way} */ way) => way.fate === "open" && way.ended === null && way.answered !== null;
  /** @type {[(way: Way) => boolean, number, number[]][]} */
  const styles = [
    [full, dense ? THIN : NEWS, []],
    [streams, MESSAGE, []],
    [guessed, MESSAGE, []],
    [hollow, EMPTY, [3, 3]],
    [coming, EMPTY, []],
  ];
  for (const [takes, width, dash] of styles) {
    ctx.beginPath();
    for (const way of ways) {
      if (!takes(way) || way.answered === null) continue;
      const down = way.ended ?? Math.max(way.answered + p.one_way_ms, p.now);
      line(ctx, x(p, way.answered), server, x(p, down), browser);
    }
    stroke(
      ctx,
      width * p.k,
      dash.map((px) => px * p.k),
    );
  }
}

/**
 * Messages on an open stream: live ones from the event's own moment, replayed ones as a fan from the answer that began
 * the connection, a repeated one by half a round trip, as no record says when it left again.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
function paintMessages(ctx, p, figure) {
  const { look, server, browser } = figure;
  if (look.kind !== "stream" && look.kind !== "duplex") return;
  const dense = p.level === "sums" && !figure.alone;
  const starts = new Map(figure.ways.map((way) => [way.exchange.request, way.answered ?? way.received]));
  ctx.beginPath();
  let last_from = Number.NEGATIVE_INFINITY;
  let last_to = Number.NEGATIVE_INFINITY;
  for (const { deliveries, kind } of figure.answers) {
    for (const { sent_at, arrived_at, request } of deliveries) {
      const left = kind === "live" || kind === "late" ? sent_at : arrived_at - p.one_way_ms;
      const from = x(p, kind === "replayed" ? (starts.get(request) ?? left) : left);
      const to = x(p, arrived_at);
      if (dense && from - last_from < 0.5 && to - last_to < 0.5) continue;
      line(ctx, from, server, to, browser);
      [last_from, last_to] = [from, to];
    }
  }
  ctx.globalAlpha = dense ? 0.45 : 1;
  stroke(ctx, (dense ? THIN : MESSAGE) * p.k);
  ctx.globalAlpha = 1;
}

/**
 * Messages from browser to server on a connection that both may use; heartbeats are dotted and carry no mark.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
function paintUpward(ctx, p, { lane, server, browser }) {
  const shown = lane.upward.filter(
    ({ sent_at, received_at }) => (received_at ?? sent_at) > p.from - 1_000 && sent_at < p.now,
  );
  for (const beat of [false, true]) {
    const some = shown.filter(({ kind }) => (kind === "ping" || kind === "heartbeat") === beat);
    ctx.beginPath();
    for (const { sent_at, received_at } of some) {
      line(ctx, x(p, sent_at), browser, x(p, received_at ?? sent_at + p.one_way_ms), server);
    }
    stroke(
      ctx,
      (beat ? 1 : UPWARD) * p.k,
      (beat ? [1.5, 2.5] : [5, 2.5]).map((px) => px * p.k),
    );
    if (beat || p.level === "sums") continue;
    ctx.beginPath();
    for (const { sent_at, received_at } of some) {
      if (received_at !== null) head(ctx, x(p, sent_at), browser, x(p, received_at), server, UPWARD_HEAD * p.k);
    }
    ctx.fill();
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} width
 * @param {number[]} [dash]
 */
function stroke(ctx, width, dash = []) {
  ctx.setLineDash(dash);
  ctx.lineWidth = width;
  ctx.stroke();
  ctx.setLineDash([]);
}

/**
 * @param {Plot} p
 * @param {number} t
 */
function X(p, t) {
  return Math.max(x(p, t), p.left - 60);
}
