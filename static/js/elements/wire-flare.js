/** The ring around a mark of the lane above, and the two lines that flare from it to the bar of its bytes. */

import { draw } from "../dom/make.js";
import { geometry } from "../lib/paint/geometry.js";
import { pageStart } from "../lib/paint/view.js";
import { StagePlot } from "./stage-plot.js";

const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

/** Room around the mark, px before `k`. */
const ROOM = { x: 9, y: 7 };

/** The bar is right under the lane, px. */
const NEAR = 100;

/**
 * @param {SVGSVGElement} svg over the drawer, and beyond it
 * @param {Element | null} stage
 * @param {import("../lib/scene.js").Scene} scene
 * @param {import("../lib/wire/rows.js").Row | null} row
 */
export function drawFlare(svg, stage, scene, row) {
  const plot = stage?.querySelector("stage-plot");
  const bar = stage?.querySelector("wire-drawer .frame-scale");
  const ring = plot instanceof StagePlot && row ? ringOf(plot, scene, row) : null;
  if (!ring || !plot || !bar) return svg.replaceChildren();
  const own = svg.getBoundingClientRect();
  const [from, to] = [plot.getBoundingClientRect(), bar.getBoundingClientRect()];
  const [x, y] = [from.left - own.left + ring.x, from.top - own.top + ring.y];
  const line = (/** @type {number} */ near, /** @type {number} */ far) =>
    draw("path", { d: `M${near} ${y + ring.height}L${far - own.left} ${to.top - own.top}` });
  const mark = draw("rect", { x, y, width: ring.width, height: ring.height, rx: 6 });
  const isNear = to.top < own.top + NEAR; // in one column the list lies between, and lines would cross it
  svg.replaceChildren(mark, ...(isNear ? [line(x, to.left), line(x + ring.width, to.right)] : []));
}

/**
 * Where the mark is on the plot, or null when it is out of sight.
 * @param {StagePlot} plot
 * @param {import("../lib/scene.js").Scene} scene
 * @param {import("../lib/wire/rows.js").Row} row
 */
function ringOf(plot, scene, { span: [left_at, there_at] }) {
  const { width, k, form } = plot.frame();
  const places = geometry(k, [scene.wire ?? ""], { form });
  const { span_ms } = scene.playhead;
  const from = REDUCED.matches ? pageStart(scene.edge, span_ms) : scene.edge - span_ms;
  const x = (/** @type {number} */ at) => ((at - from) / span_ms) * (width - places.inset);
  const [left, right] = [x(left_at) - ROOM.x * k, x(there_at) + ROOM.x * k];
  if (right < 0 || there_at > scene.edge) return null;
  const y = (places.tops[0] ?? 0) + places.y_server - ROOM.y * k;
  return { x: left, y, width: right - left, height: places.y_browser - places.y_server + 2 * ROOM.y * k };
}
