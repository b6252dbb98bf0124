/**
 * The live space-time diagram: one event is a dot on every server rail, one hairline falls from it through all lanes, and
 * the distance from that line to each transport's mark is the delay.
 *
 * The order of drawing is look.md's: grid, hairlines, areas, rails, paths, walls, plates, dots, returns, bars, arrivals,
 * labels, now. Everything that happened is clipped at `now`.
 */

import { lowerBound } from "../series.js";
import { paintAreas } from "./areas.js";
import { paintBars, paintPending } from "./bars.js";
import { paintHistogram, paintSum, sumOf } from "./density.js";
import { figure, only } from "./figure.js";
import { paintArrivals, paintEvents, paintReturns } from "./marks.js";
import { paintNotes } from "./notes.js";
import { paintEdges, paintPaths } from "./paths.js";
import { paintPauses, paintPlates } from "./plates.js";
import { paintNames, paintNoticed, paintRails } from "./rails.js";
import { hairlineTop, lineEnd, paintGrid, paintHairlines, paintNow, paintSeconds, paintTags } from "./ruler.js";
import { haloed, setFont, widthOf } from "./text.js";
import { hairlineX, plot, sentAt } from "./view.js";
import { paintWalls } from "./wall.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./figure.js").Figure} Figure */
/** @typedef {CanvasRenderingContext2D} Context */

/** Strength of what is not selected. */
const VEILED = 0.2;

/** How far outside the plot a mark may reach into it, CSS px before `k`. */
const REACH = 12;

/**
 * Paints the ruler and all lanes.
 * @param {Context} ctx
 * @param {View} view
 */
export function paint(ctx, view) {
  const p = plot(view);
  p.labels.begin(p);
  const events = visible(p);
  const figures = p.lanes.flatMap((_, i) => figure(p, i, events) ?? []);
  ctx.setTransform(p.dpr, 0, 0, p.dpr, 0, 0);
  ctx.fillStyle = p.colours.stage;
  ctx.fillRect(0, 0, p.width, p.height);
  paintGrid(ctx, p);
  paintSeconds(ctx, p);
  inPlot(ctx, p, () => paintAll(ctx, p, figures, events));
  if (p.only != null) veilOthers(ctx, p);
  if (p.selected != null) paintSelected(ctx, p, figures, p.selected);
  paintNow(ctx, p);
}

/**
 * Events in sight at `now`.
 * @param {Plot} p
 */
function visible(p) {
  const { published } = p.trace;
  const from = p.from - (REACH * p.k) / p.px_per_ms;
  return published.slice(lowerBound(published, from, sentAt), lowerBound(published, p.now, sentAt));
}

/**
 * @param {Context} ctx
 * @param {Plot} p
 * @param {Figure[]} figures
 * @param {Plot["trace"]["published"]} events
 */
function paintAll(ctx, p, figures, events) {
  paintHairlines(ctx, p, events);
  paintTags(ctx, p, events);
  const followed = events.find(({ id }) => id === p.followed);
  if (followed) paintStrongLine(ctx, p, followed);
  const dense = p.level === "sums";
  const sums = dense ? figures.map((one) => sumOf(p, one)) : [];
  const scale = dense ? p.labels.scaleOf(Math.max(1, ...sums.map(({ most }) => most))) : 1;
  figures.forEach((one, i) => {
    paintLines(ctx, p, one);
    if (dense) paintHistogram(ctx, p, one);
    paintEvents(ctx, p, one);
    paintReturns(ctx, p, one);
    if (dense) paintSum(ctx, p, one, sums[i], scale);
    else paintDelays(ctx, p, one);
    paintArrivals(ctx, p, one);
    paintPauses(ctx, p, one);
    if (p.selected == null) paintNotes(ctx, p, one);
  });
}

/**
 * @param {Context} ctx
 * @param {Plot} p
 * @param {Figure} one
 */
function paintLines(ctx, p, one) {
  paintAreas(ctx, p, one);
  paintRails(ctx, p, one.top, one.look.kind === "exchange" ? [] : one.breaks);
  paintEdges(ctx, p, one);
  paintPaths(ctx, p, one);
  if (one.alone) return;
  if (one.look.kind !== "exchange") paintNoticed(ctx, p, one);
  paintWalls(ctx, p, one);
  if (p.selected == null) paintPlates(ctx, p, one);
}

/**
 * @param {Context} ctx
 * @param {Plot} p
 * @param {Figure} one
 */
function paintDelays(ctx, p, one) {
  paintBars(ctx, p, one);
  paintPending(ctx, p, one);
}

/**
 * Draws only where something has happened. Names of rails stand outside.
 * @param {Context} ctx
 * @param {Plot} p
 * @param {() => void} draw
 */
function inPlot(ctx, p, draw) {
  const end = p.reduced ? p.width : p.now_x;
  for (const [i, top] of p.geometry.tops.entries()) if (!p.geometry.folded[i]) paintNames(ctx, p, top);
  ctx.save();
  ctx.beginPath();
  ctx.rect(p.left, 0, end - p.left, p.height);
  ctx.clip();
  draw();
  ctx.restore();
}

/**
 * All lanes but one step back.
 * @param {Context} ctx
 * @param {Plot} p
 */
function veilOthers(ctx, p) {
  const { tops, height } = p.geometry;
  p.lanes.forEach((name, i) => {
    const end = tops[i + 1] ?? height;
    if (name !== p.only) veil(ctx, p, tops[i], end - tops[i] - p.hair);
  });
}

/**
 * @param {Context} ctx
 * @param {Plot} p
 * @param {number} top
 * @param {number} height
 */
function veil(ctx, p, top, height) {
  ctx.globalAlpha = 1 - VEILED;
  ctx.fillStyle = p.colours.stage;
  ctx.fillRect(p.left, top, p.width - p.left, height);
  ctx.globalAlpha = 1;
}

/**
 * Everything steps back but one event: its hairline, its paths, bars and labels.
 * @param {Context} ctx
 * @param {Plot} p
 * @param {Figure[]} figures
 * @param {number} id
 */
function paintSelected(ctx, p, figures, id) {
  veil(ctx, p, 0, p.height);
  paintGrid(ctx, p);
  inPlot(ctx, p, () => {
    const alone = figures.map((one) => only(p, one, id));
    const event = p.trace.event(id)?.published;
    if (event) paintStrongLine(ctx, p, event);
    for (const one of alone) {
      paintLines(ctx, p, one);
      paintEvents(ctx, p, one);
      paintDelays(ctx, p, one);
      paintArrivals(ctx, p, one);
      paintNotes(ctx, p, one);
    }
  });
}

/**
 * The hairline and the tag of the one event that the page speaks of.
 * @param {Context} ctx
 * @param {Plot} p
 * @param {{ id: number, sent_at: number }} event
 */
function paintStrongLine(ctx, p, { id, sent_at }) {
  const width = Math.max(Math.round(1.5 * p.k * p.dpr), 1) / p.dpr;
  const at = hairlineX(p, sent_at);
  const top = hairlineTop(p);
  ctx.fillStyle = p.colours.ink;
  ctx.fillRect(at - width / 2, top, width, lineEnd(p) - top);
  setFont(ctx, p.k, 700);
  const half = widthOf(ctx, p.labels.widths, 700, `#${id}`) / 2;
  if (at + half > p.now_x && !p.reduced) return;
  haloed(ctx, `#${id}`, at - half, p.geometry.y_tag, p.colours.ink, p.colours.stage, p.k);
}
