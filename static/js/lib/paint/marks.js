/** Points: events, arrivals, empty answers, what was lost, repeated or overtaken. Each on a halo, so that lines pass behind. */

import { outline, R_ARRIVAL, R_ARRIVAL_HALO, R_EVENT, R_EVENT_HALO } from "./shapes.js";
import { hairlineX, snap, x } from "./view.js";
import { crosses } from "./wall.js";

/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./figure.js").Figure} Figure */
/** @typedef {import("./answers.js").Answer} Answer */

const R_SELECTED = 5;
const R_EMPTY = 4;
const RING_MS = 180;

/** In a dense picture only an answer with more than so many events keeps its mark. */
export const FEW = 3;

/**
 * Event dots on the server rail.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintEvents(ctx, p, { events, server, alone }) {
  if (p.level === "sums" && !alone) return;
  const places = events.map(({ sent_at }) => hairlineX(p, sent_at));
  const followed = events.filter(({ id }) => id === p.followed).map(({ sent_at }) => hairlineX(p, sent_at));
  discs(ctx, places, server, R_EVENT_HALO * p.k, p.colours.stage);
  discs(ctx, places, server, (alone ? R_SELECTED : R_EVENT) * p.k, p.colours.ink);
  discs(ctx, followed, server, R_SELECTED * p.k, p.colours.ink);
  if (!p.reduced && !p.frozen) rings(ctx, p, events, server);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number[]} places
 * @param {number} y
 * @param {number} r
 * @param {string | undefined} colour
 */
function discs(ctx, places, y, r, colour) {
  ctx.beginPath();
  for (const at of places) outline(ctx, "circle", at, y, r);
  ctx.fillStyle = colour ?? "";
  ctx.fill();
}

/**
 * A new event's one ring: it opens from 4 to 10 px in 180 ms.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure["events"]} events
 * @param {number} y
 */
function rings(ctx, p, events, y) {
  for (let i = events.length - 1; i >= 0; i -= 1) {
    const { sent_at } = events[i];
    const age = (p.now - sent_at) / RING_MS;
    if (age > 1) return;
    ctx.beginPath();
    outline(ctx, "circle", hairlineX(p, sent_at), y, (4 + 6 * age) * p.k);
    ctx.globalAlpha = 1 - age;
    ctx.strokeStyle = p.colours.ink;
    ctx.lineWidth = 1.25 * p.k;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }
}

/**
 * Hollow rings: answers that brought nothing. A refused one ends in a cross.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintReturns(ctx, p, { ways, browser, hue }) {
  ctx.beginPath();
  for (const { ended, fate } of ways) {
    if (fate === "empty" && ended !== null) outline(ctx, "circle", x(p, ended), browser, R_EMPTY * p.k);
  }
  ctx.fillStyle = p.colours.stage;
  ctx.fill();
  ctx.strokeStyle = hue;
  ctx.lineWidth = 1.6 * p.k;
  ctx.stroke();
  const refused = ways.filter(({ fate, ended }) => fate === "refused" && ended !== null);
  if (refused.length > 0)
    crosses(
      ctx,
      p,
      refused.map(({ ended }) => [x(p, ended ?? p.now), browser]),
    );
}

/**
 * Arrivals on the browser rail, each in its transport's shape.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintArrivals(ctx, p, figure) {
  const { answers, browser, look, hue } = figure;
  const dense = p.level === "sums" && !figure.alone;
  if (dense) paintTicks(ctx, p, figure);
  const marked = dense ? answers.filter(({ deliveries }) => deliveries.length > FEW) : answers;
  const again = marked.filter(({ kind }) => kind === "again");
  const first = marked.filter(({ kind }) => kind !== "again");
  shapes(ctx, p, marked, browser, look.shape, R_ARRIVAL_HALO, p.colours.stage);
  shapes(ctx, p, first, browser, look.shape, R_ARRIVAL, hue);
  if (again.length > 0) paintDoubled(ctx, p, figure, again);
  ringLate(ctx, p, first, browser);
  if (figure.lost.length > 0)
    crosses(
      ctx,
      p,
      figure.lost.map(({ sent_at }) => [hairlineX(p, sent_at), browser]),
    );
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Answer[]} answers
 * @param {number} y
 * @param {Figure["look"]["shape"]} shape
 * @param {number} r
 * @param {string | undefined} colour
 */
function shapes(ctx, p, answers, y, shape, r, colour) {
  ctx.beginPath();
  for (const { arrived_at } of answers) outline(ctx, shape, x(p, arrived_at), y, r * p.k);
  ctx.fillStyle = colour ?? "";
  ctx.fill();
}

/**
 * The same event once more: the shape hollow and doubled.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 * @param {Answer[]} answers
 */
function paintDoubled(ctx, p, { browser, look, hue }, answers) {
  shapes(ctx, p, answers, browser, look.shape, R_ARRIVAL_HALO + 1.6, p.colours.stage);
  ctx.beginPath();
  for (const { arrived_at } of answers) {
    outline(ctx, look.shape, x(p, arrived_at), browser, 6.6 * p.k);
    outline(ctx, look.shape, x(p, arrived_at), browser, 3 * p.k);
  }
  ctx.strokeStyle = hue;
  ctx.lineWidth = 1.4 * p.k;
  ctx.lineJoin = "miter";
  ctx.stroke();
}

/**
 * A frame around what a later event had overtaken.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Answer[]} answers
 * @param {number} y
 */
function ringLate(ctx, p, answers, y) {
  const late = answers.filter(({ kind }) => kind === "late");
  if (late.length === 0) return;
  ctx.beginPath();
  const half = 7 * p.k;
  for (const { arrived_at } of late) ctx.rect(x(p, arrived_at) - half, y - half, 2 * half, 2 * half);
  ctx.strokeStyle = p.colours.bad;
  ctx.lineWidth = 1.75 * p.k;
  ctx.lineJoin = "miter";
  ctx.stroke();
}

/**
 * In a dense picture an arrival is a tick.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
function paintTicks(ctx, p, { answers, browser, hue }) {
  const width = 2 * p.k;
  ctx.fillStyle = hue;
  let last = Number.NEGATIVE_INFINITY;
  for (const { arrived_at, deliveries } of answers) {
    const at = x(p, arrived_at);
    if (deliveries.length > FEW || at - last < 0.5) continue;
    ctx.fillRect(snap(p, at - width / 2), snap(p, browser - 3 * p.k), width, 6 * p.k);
    last = at;
  }
}
