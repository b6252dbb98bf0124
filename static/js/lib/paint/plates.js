/** Words on an area, each on a plate so that the hatch stays behind: how long a question was held; and pauses. */

import { held, paused } from "./phrases.js";
import { setFont, widthOf } from "./text.js";
import { x } from "./view.js";

/** @typedef {import("./view.js").Plot} Plot */
/** @typedef {import("./figure.js").Figure} Figure */

/** Px before `k`. */
const PAD_X = 5;
const PLATE_H = 17;
const MARGIN = 8;

/** Nothing said in a plate needs less. */
const ROOM = 70;

/**
 * "held 969 ms" in the middle of what is in sight of each held question, where it fits.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintPlates(ctx, p, { look, ways, server, browser }) {
  if (look.kind !== "held" || p.level === "sums") return;
  setFont(ctx, p.k, 500);
  ctx.textAlign = "center";
  const y = (server + browser) / 2;
  for (const { received, answered, known, fate } of ways) {
    if (!known || fate === "failed") continue;
    const over = answered !== null && answered <= p.now;
    const end = over ? answered : p.now;
    const left = Math.max(x(p, received), p.left);
    const right = x(p, end);
    if (right - left < ROOM * p.k) continue;
    const words = held(end - received, over);
    // A count that runs changes its width with every digit, so its plate is measured in zeros.
    const width = widthOf(ctx, p.labels.widths, 500, over ? words : words.replace(/\d/g, "0"));
    if (right - left < width + 2 * (PAD_X + MARGIN) * p.k) continue;
    plate(ctx, p, words, (left + right) / 2, y, width);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {string} words
 * @param {number} at centre
 * @param {number} y centre
 * @param {number} width of the words
 */
function plate(ctx, p, words, at, y, width) {
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = p.colours.stage;
  ctx.fillRect(at - width / 2 - PAD_X * p.k, y - (PLATE_H * p.k) / 2, width + 2 * PAD_X * p.k, PLATE_H * p.k);
  ctx.globalAlpha = 1;
  ctx.fillStyle = p.colours["ink-2"];
  ctx.fillText(words, at, y + 4.2 * p.k);
}

/**
 * Stretches in which nothing was asked: a sunken block that says why, and what this lane missed.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintPauses(ctx, p, { look, server, bars }) {
  setFont(ctx, p.k, 600);
  ctx.textAlign = "center";
  const top = server - 4 * p.k;
  for (const { from, to, missed, why } of p.trace.pauses) {
    const left = Math.max(x(p, from), p.left);
    const right = Math.min(x(p, to ?? p.now), p.now_x);
    if (right <= left) continue;
    ctx.fillStyle = p.colours.sunken;
    ctx.fillRect(left, top, right - left, bars - top);
    const room = right - left - 2 * MARGIN * p.k;
    const words = paused((to ?? p.now) - from, missed[look.name] ?? 0, why).find(
      (phrase) => widthOf(ctx, p.labels.widths, 600, phrase) <= room,
    );
    ctx.fillStyle = p.colours.ink;
    if (words) ctx.fillText(words, (left + right) / 2, (top + bars) / 2 + 4 * p.k);
  }
}
