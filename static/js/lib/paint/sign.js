/**
 * The sign of a lane: its picture in 30 × 18. The same outlines serve the canvas and, as path data, an SVG with
 * viewBox "0 0 30 18".
 *
 * @typedef {import("./view.js").Look["kind"]} Kind
 * @typedef {{ area: string, lines: string, heads: string }} Sign path data: `area` filled at AREA, `lines` stroked at
 * WEIGHT, `heads` filled
 */

export const SIGN = { width: 30, height: 18, AREA: 0.2, WEIGHT: 1.7 };

/** @type {Record<Kind, Sign>} */
export const SIGNS = {
  exchange: {
    area: "",
    lines: "M2 16L5 2L8 16M12 16L15 2L18 16M22 16L25 2L28 16",
    heads: "",
  },
  held: {
    area: "M2 16L5.5 2H24.5L28 16Z",
    lines: "M2 16L5.5 2H24.5L28 16",
    heads: "",
  },
  stream: {
    area: "M2 16L5.2 2H28.5V16Z",
    lines: "M2 16L5.2 2H29M12.5 2L14.9 14M21 2L23.4 14",
    heads: "M15.3 16.4L12.5 12.4L16.8 11.5ZM23.8 16.4L21 12.4L25.3 11.5Z",
  },
  duplex: {
    area: "M1.5 2H28.5V16H1.5Z",
    lines: "M1 2H29M1 16H29M8 2L10.2 13M19.5 16L21.7 5",
    heads: "M10.8 15.6L8 11.6L12.3 10.7ZM22.3 2.4L23.8 7.3L19.5 6.4Z",
  },
};

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Kind} kind
 * @param {number} x left end, CSS px
 * @param {number} y top, CSS px
 * @param {number} scale 1 = 30 px wide
 * @param {string} hue
 */
export function sign(ctx, kind, x, y, scale, hue) {
  const { area, lines, heads } = SIGNS[kind];
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(scale, scale);
  ctx.fillStyle = hue;
  ctx.strokeStyle = hue;
  ctx.lineWidth = SIGN.WEIGHT;
  ctx.lineJoin = "round";
  ctx.globalAlpha = SIGN.AREA;
  ctx.fill(new Path2D(area));
  ctx.globalAlpha = 1;
  ctx.stroke(new Path2D(lines));
  ctx.fill(new Path2D(heads));
  ctx.restore();
}
