/**
 * Draws a burst in the stage's grammar: two lanes of a server rail and a browser rail on one time axis, each question
 * a hatched band while it waits, and a cross on the browser rail under each event that never came. Slopes are true.
 */

import { draw } from "../../../js/dom/make.js";

/** @typedef {import("./burst.js").Result} Result */
/** @typedef {import("./burst.js").Outcome} Outcome */
/** @typedef {(at: number) => number} X px of a time */

const LEFT = 74;
const RIGHT = 24;
const RULER = 26;
const LANE = { height: 112, title: 14, server: 36, browser: 82, label: 102 };
/** px between two events, on average: room for a cross each. */
const APART = 13;
/** Steps of the ruler, ms. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const STEP_PX = 90;
const CROSS = 3.6;

/**
 * @param {Result} result
 * @param {[string, string]} titles of the lanes
 */
export function picture({ burst, upper, lower }, titles) {
  const begun = burst[0]?.sent_at ?? 0;
  const length = Math.max((burst.at(-1)?.sent_at ?? 0) - begun, 1);
  const scale = (burst.length * APART) / length;
  const tail = 40 / scale;
  /** @type {X} */
  const x = (at) => LEFT + (at - begun + tail / 2) * scale;
  const width = Math.ceil(x(begun + length + tail) + RIGHT);
  const height = RULER + 2 * LANE.height;
  const from = begun - tail / 2;
  const to = begun + length + tail;
  const lanes = [upper, lower].map((outcome, place) => {
    const group = lane(outcome, burst, { x, from, to });
    group.setAttribute("transform", `translate(0 ${RULER + place * LANE.height})`);
    group.prepend(draw("text", { class: "lane-title", x: LEFT, y: LANE.title }, titles[place] ?? ""));
    return group;
  });
  return draw(
    "svg",
    { class: "drawing lp", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    hatch(),
    ruler(x, scale, length, begun, height),
    ...burst.map(({ sent_at }) => draw("path", { class: "hairline", d: `M${px(x(sent_at))} ${RULER}V${height}` })),
    ...lanes,
  );
}

/**
 * Before the first burst: the rails, and what is missing on them.
 * @param {string[]} titles of the lanes
 */
export function empty(titles) {
  const width = 1_200;
  const height = RULER + titles.length * LANE.height;
  const lanes = titles.map((title, place) => {
    const words = draw("text", { x: LEFT, y: LANE.label }, place === 0 ? "Nothing has been sent yet." : "");
    const name = draw("text", { class: "lane-title", x: LEFT, y: LANE.title }, title);
    return draw("g", { transform: `translate(0 ${RULER + place * LANE.height})` }, rails(LEFT, width), name, words);
  });
  return draw(
    "svg",
    { class: "drawing lp", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    ...lanes,
  );
}

/**
 * @param {Outcome} outcome
 * @param {import("./fates.js").Published[]} burst
 * @param {{ x: X, from: number, to: number }} axis
 */
function lane({ fates, waits }, burst, { x, from, to }) {
  const seen = waits.filter((wait) => wait.arrived_at > from && wait.asked_at < to);
  const clip = (/** @type {number} */ at) => x(Math.min(Math.max(at, from), to));
  return draw(
    "g",
    {},
    ...seen.map((wait) => band(wait, clip)),
    rails(x(from), x(to)),
    ...seen.flatMap((wait) => ways(wait, x, { from, to })),
    ...burst.map(({ sent_at }) => draw("circle", { class: "event", cx: px(x(sent_at)), cy: LANE.server, r: 3.2 })),
    ...seen.filter(({ events, arrived_at }) => events.length > 0 && arrived_at <= to).map((wait) => arrival(wait, x)),
    ...fates.lost.map(({ sent_at }) => cross(x(sent_at))),
    ...fates.gaps.flatMap((gap) => label(gap, x, to)),
  );
}

/** The time the browser has an open question. @param {import("./fates.js").Wait} wait @param {X} x */
function band({ asked_at, since, until, arrived_at }, x) {
  const corners = [
    [x(asked_at), LANE.browser],
    [x(since), LANE.server],
    [x(until), LANE.server],
    [x(arrived_at), LANE.browser],
  ];
  const points = corners.map((corner) => corner.map(px).join(",")).join(" ");
  return draw("g", {}, draw("polygon", { class: "band", points }), draw("polygon", { class: "hatched", points }));
}

/**
 * Question, waiting, answer.
 * @param {import("./fates.js").Wait} wait
 * @param {X} x
 * @param {{ from: number, to: number }} axis
 */
function ways({ asked_at, since, until, arrived_at, events }, x, { from, to }) {
  const made = [];
  const held = [Math.max(since, from), Math.min(until, to)];
  if (asked_at >= from && since <= to) made.push(way("question", x(asked_at), LANE.browser, x(since), LANE.server));
  if (held[0] < held[1])
    made.push(draw("path", { class: "held", d: `M${px(x(held[0]))} ${LANE.server}H${px(x(held[1]))}` }));
  const style = events.length > 0 ? "answer" : "answer empty";
  if (until >= from && arrived_at <= to) made.push(way(style, x(until), LANE.server, x(arrived_at), LANE.browser));
  return made;
}

/** @param {string} style @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function way(style, x0, y0, x1, y1) {
  return draw("path", { class: style, d: `M${px(x0)} ${y0}L${px(x1)} ${y1}` });
}

/** @param {number} from @param {number} to */
function rails(from, to) {
  const d = `M${px(from)} ${LANE.server}H${px(to)}M${px(from)} ${LANE.browser}H${px(to)}`;
  return draw(
    "g",
    {},
    draw("path", { class: "rail", d }),
    draw("text", { x: 0, y: LANE.server + 4 }, "server"),
    draw("text", { x: 0, y: LANE.browser + 4 }, "browser"),
  );
}

/** @param {import("./fates.js").Wait} wait @param {X} x */
function arrival({ arrived_at }, x) {
  const at = x(arrived_at);
  const y = LANE.browser;
  return draw("path", { class: "arrival", d: `M${px(at - 5)} ${y - 3.6}H${px(at + 5)}L${px(at)} ${y + 5}Z` });
}

/** @param {number} at px */
function cross(at) {
  const [left, right, top, bottom] = [at - CROSS, at + CROSS, LANE.browser - CROSS, LANE.browser + CROSS];
  return draw("path", {
    class: "lost",
    d: `M${px(left)} ${top}L${px(right)} ${bottom}M${px(left)} ${bottom}L${px(right)} ${top}`,
  });
}

/** What fell into a gap, under it, where there is room for the words. @param {import("./fates.js").Gap} gap @param {X} x @param {number} end */
function label({ from, to, lost }, x, end) {
  const width = x(Math.min(to, end)) - x(from);
  if (lost.length === 0 || width < 38) return [];
  const middle = x(from) + width / 2;
  return [
    draw("text", { class: "gap-label", x: px(middle), y: LANE.label, "text-anchor": "middle" }, `${lost.length} lost`),
  ];
}

/** Milliseconds since the first event. @param {X} x @param {number} scale px per ms @param {number} length ms @param {number} begun @param {number} height */
function ruler(x, scale, length, begun, height) {
  const step = STEPS.find((one) => one * scale >= STEP_PX) ?? 500;
  const marks = [];
  for (let at = 0; at <= length; at += step) {
    const place = px(x(begun + at));
    marks.push(draw("path", { class: "grid", d: `M${place} ${RULER - 6}V${height}` }));
    marks.push(draw("text", { x: place, y: 14, "text-anchor": "middle" }, `${at}\u202fms`));
  }
  return draw("g", {}, ...marks);
}

function hatch() {
  const pattern = draw(
    "pattern",
    { id: "lost-message-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    draw("path", { class: "hatch", d: "M0 0V6" }),
  );
  return draw("defs", {}, pattern);
}

/** Tenths of a px are enough. @param {number} value */
function px(value) {
  return Math.round(value * 10) / 10;
}
