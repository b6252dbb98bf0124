/** Where things lie in a stage: CSS px, already times `k`. See the picture "Anatomy of a lane". */

/**
 * @typedef {object} Form desk px before `k`
 * @property {number} ruler_h
 * @property {number} lane_h
 * @property {number} y_server from the lane's top
 * @property {number} y_browser from the lane's top
 * @property {number} y_bars from the lane's top
 * @property {number} y_label baseline, from the lane's top
 * @property {number} y_seconds baseline, from the top
 * @property {number} y_tag baseline, from the top
 *
 * @typedef {object} Extra
 * @property {number} k
 * @property {number} h_bars height of all bars of one answer
 * @property {number} inset between the plot and the right end of the canvas
 * @property {number[]} tops of the lanes, from the top of the canvas
 * @property {boolean[]} folded lanes that show their name only
 * @property {number} height of the canvas
 *
 * @typedef {Form & Extra} Geometry
 */

/** Height of a folded lane, desk px: on a projector it takes no room. */
const FOLDED_H = { desk: 32, projector: 0, phone: 32 };

/** What lies below the upper rail, or ends there. */
const GROWING = /** @type {const} */ (["lane_h", "y_browser", "y_bars", "y_label"]);

/** @type {Record<"desk" | "projector" | "phone", Form>} */
const FORMS = {
  desk: { ruler_h: 36, lane_h: 112, y_server: 20, y_browser: 66, y_bars: 74, y_label: 102, y_seconds: 11, y_tag: 26 },
  projector: {
    ruler_h: 39,
    lane_h: 106,
    y_server: 20,
    y_browser: 66,
    y_bars: 74,
    y_label: 102,
    y_seconds: 11,
    y_tag: 29,
  },
  phone: { ruler_h: 34, lane_h: 136, y_server: 46, y_browser: 90, y_bars: 98, y_label: 126, y_seconds: 11, y_tag: 25 },
};

/**
 * The geometry of a stage.
 * @param {number} k scale: 1 desk, 1.3 a single lane in a lesson, 2 projector
 * @param {string[]} lanes names, top to bottom
 * @param {{ form?: keyof typeof FORMS, folded?: Set<string>, height?: number }} [layout] `height` of the canvas, CSS px:
 *   lanes on a projector share it, and what they gain comes between their rails
 * @returns {Geometry}
 */
export function geometry(k, lanes, { form = "desk", folded = new Set(), height: given } = {}) {
  const scaled = /** @type {Form} */ (
    Object.fromEntries(Object.entries(FORMS[form]).map(([name, px]) => [name, px * k]))
  );
  const open = lanes.filter((lane) => !folded.has(lane)).length;
  if (form === "projector" && given && open > 0) {
    const more = (given - scaled.ruler_h) / open - scaled.lane_h;
    for (const name of GROWING) scaled[name] += more;
  }
  const tops = [];
  let height = scaled.ruler_h;
  for (const lane of lanes) {
    tops.push(height);
    height += folded.has(lane) ? FOLDED_H[form] * k : scaled.lane_h;
  }
  return { ...scaled, k, h_bars: 16 * k, inset: 14 * k, tops, folded: lanes.map((lane) => folded.has(lane)), height };
}
