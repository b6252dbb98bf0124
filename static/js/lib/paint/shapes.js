/** Outlines that are added to the current path: each transport's arrival, arrowheads, crosses. All sizes in CSS px. */

/** @typedef {import("./view.js").Look["shape"]} Shape */
/** @typedef {CanvasRenderingContext2D | Path2D} Pen */

/** Radii before `k`. The shapes are drawn so that equal radii weigh the same to the eye. */
export const R_EVENT = 4.2;
export const R_EVENT_HALO = 6;
export const R_ARRIVAL = 5.2;
export const R_ARRIVAL_HALO = 7;

/** @type {Record<Shape, (pen: Pen, x: number, y: number, r: number) => void>} */
const OUTLINES = {
  square(pen, x, y, r) {
    const half = r * 0.88;
    pen.rect(x - half, y - half, 2 * half, 2 * half);
  },
  triangle(pen, x, y, r) {
    polygon(pen, [x - 1.04 * r, y - 0.76 * r, x + 1.04 * r, y - 0.76 * r, x, y + 1.06 * r]);
  },
  circle(pen, x, y, r) {
    pen.moveTo(x + r, y);
    pen.arc(x, y, r, 0, 2 * Math.PI);
  },
  diamond(pen, x, y, r) {
    const half = r * 1.16;
    polygon(pen, [x, y - half, x + half, y, x, y + half, x - half, y]);
  },
};

/**
 * @param {Pen} pen
 * @param {Shape} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function outline(pen, shape, x, y, r) {
  OUTLINES[shape](pen, x, y, r);
}

/**
 * A closed polygon.
 * @param {Pen} pen
 * @param {number[]} points x, y, x, y, …
 */
export function polygon(pen, points) {
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i];
    const y = points[i + 1];
    if (i === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.closePath();
}

/**
 * @param {Pen} pen
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
export function line(pen, x0, y0, x1, y1) {
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
}

/**
 * An arrowhead whose tip ends the line from (x0, y0) to (x1, y1).
 * @param {Pen} pen
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {number} size a little less than its length and its width
 */
export function head(pen, x0, y0, x1, y1, size) {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const ux = (x1 - x0) / length;
  const uy = (y1 - y0) / length;
  const bx = x1 - ux * size * 1.25;
  const by = y1 - uy * size * 1.25;
  const wing = size * 0.6;
  polygon(pen, [x1, y1, bx - uy * wing, by + ux * wing, bx + uy * wing, by - ux * wing]);
}

/**
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function cross(pen, x, y, r) {
  line(pen, x - r, y - r, x + r, y + r);
  line(pen, x - r, y + r, x + r, y - r);
}
