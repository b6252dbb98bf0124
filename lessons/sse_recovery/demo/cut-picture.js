/**
 * Draws the two streams in the stage's grammar: server rail, browser rail, the open stream as an area, a cut as a wall
 * between the rails, replayed events with the bar of their wait, and a cross under each event that never came.
 */

import { draw } from "../../../js/dom/make.js";

/** @typedef {import("./two-streams.js").TwoStreams} TwoStreams */
/** @typedef {import("./lane.js").Lane} Lane */
/** @typedef {(at: number) => number} X px of a time */
/** @typedef {{ x: X, left: number, right: number, from: number, now: number }} Axis */

/** So much time, where there is room for it: an event each half second takes some px. */
const WINDOW = { most_ms: 16_000, least_ms: 8_000, px_per_s: 32 };
const LEFT = 66;
const RIGHT = 14;
const LANE = { height: 118, title: 14, server: 36, wall: 59, browser: 82, bars: 92 };
const RULER = 20;
/** Bars of replayed events, oldest on top. */
const BAR = { height: 2, apart: 3, most: 8 };
const CROSS = 4;

/**
 * @param {SVGElement} picture
 * @param {TwoStreams} streams
 * @param {number} now at the right edge
 * @param {string[]} titles
 */
export function drawStreams(picture, streams, now, titles) {
  const width = picture.clientWidth;
  if (width === 0) return;
  const right = width - RIGHT;
  const room_ms = (1_000 * (right - LEFT)) / WINDOW.px_per_s;
  const window_ms = Math.min(Math.max(room_ms, WINDOW.least_ms), WINDOW.most_ms);
  const from = now - window_ms;
  /** @type {X} */
  const x = (at) => right - ((now - at) / window_ms) * (right - LEFT);
  const axis = { x, left: LEFT, right, from, now };
  const height = RULER + titles.length * LANE.height;
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const seen = streams.published.filter(({ sent_at }) => sent_at > from);
  picture.replaceChildren(
    ruler(axis, height),
    ...seen.map(({ sent_at }) => draw("path", { class: "hairline", d: `M${px(x(sent_at))} ${RULER}V${height}` })),
    ...streams.lanes.map((lane, place) => {
      const group = drawLane(lane, streams, axis);
      group.setAttribute("transform", `translate(0 ${RULER + place * LANE.height})`);
      group.prepend(draw("text", { class: "lane-title", x: LEFT, y: LANE.title }, titles[place] ?? ""));
      return group;
    }),
    draw("path", { class: "now", d: `M${right} ${RULER}V${height}` }),
    draw(
      "text",
      { x: LEFT, y: RULER + LANE.bars + 14 },
      streams.published.length > 0 ? "" : "Nothing has happened yet.",
    ),
  );
}

/** @param {Lane} lane @param {TwoStreams} streams @param {Axis} axis */
function drawLane(lane, { published, cuts }, axis) {
  const { x, from, now } = axis;
  const clip = (/** @type {number} */ at) => x(Math.min(Math.max(at, from), now));
  const spans = lane.spans.filter(({ broke_at }) => (broke_at ?? now) > from);
  const heard = lane.heard.filter(({ arrived_at }) => arrived_at > from);
  const replayed = new Set(lane.replayed);
  return draw(
    "g",
    {},
    ...spans.map(({ opened_at, broke_at }) => area(clip(opened_at), clip(broke_at ?? now))),
    rails(lane, axis, clip),
    ...spans.filter(({ broke_at }) => broke_at !== null).map(({ broke_at }) => noticed(x(broke_at ?? now))),
    ...heard.map((event) => {
      // What is replayed sets out when the stream is open again.
      const left_at = replayed.has(event) ? lane.openedBefore(event.arrived_at) : event.sent_at;
      return message(clip(left_at), x(event.arrived_at), left_at < from);
    }),
    ...cuts.filter(({ to }) => to > from).map((cut) => wall(clip(cut.from), clip(cut.to))),
    ...lane.failed_at.filter((at) => at > from).map((at) => failed(x(at))),
    ...published
      .filter(({ sent_at }) => sent_at > from)
      .map(({ sent_at }) => draw("circle", { class: "event", cx: px(x(sent_at)), cy: LANE.server, r: 4.2 })),
    ...heard.map(({ arrived_at }) =>
      draw("circle", { class: "arrival", cx: px(x(arrived_at)), cy: LANE.browser, r: 5.2 }),
    ),
    ...bars(
      heard.filter((event) => replayed.has(event)),
      clip,
    ),
    ...lane
      .lost(published)
      .filter(({ sent_at }) => sent_at > from)
      .map(({ sent_at }) => cross(x(sent_at), LANE.browser)),
  );
}

/** @param {number} from px @param {number} to px */
function area(from, to) {
  const d = `M${px(from)} ${LANE.server}H${px(to)}V${LANE.browser}H${px(from)}Z`;
  return draw("path", { class: "open", d });
}

/** The browser's rail is dashed where it has no stream. @param {Lane} lane @param {Axis} axis @param {X} clip */
function rails({ spans }, { left, right, now }, clip) {
  const open = spans.map(
    ({ opened_at, broke_at }) => `M${px(clip(opened_at))} ${LANE.browser}H${px(clip(broke_at ?? now))}`,
  );
  return draw(
    "g",
    {},
    draw("path", { class: "rail", d: `M${left} ${LANE.server}H${right}` }),
    draw("path", { class: "rail away", d: `M${left} ${LANE.browser}H${right}` }),
    draw("path", { class: "rail", d: open.join("") }),
    draw("text", { x: 0, y: LANE.server + 4 }, "server"),
    draw("text", { x: 0, y: LANE.browser + 4 }, "browser"),
  );
}

/** @param {number} at px */
function noticed(at) {
  return draw("path", { class: "noticed", d: `M${px(at)} ${LANE.browser - 6}v12` });
}

/** @param {number} from px @param {number} to px @param {boolean} hidden its beginning is out of the window */
function message(from, to, hidden) {
  if (hidden) return draw("g", {});
  return draw("path", { class: "message", d: `M${px(from)} ${LANE.server}L${px(to)} ${LANE.browser}` });
}

/** @param {number} from px @param {number} to px */
function wall(from, to) {
  const d = `M${px(from)} ${LANE.wall}H${px(to)}M${px(from)} ${LANE.wall - 7}v14M${px(to)} ${LANE.wall - 7}v14`;
  return draw(
    "g",
    {},
    draw("path", { class: "wall", d }),
    draw("text", { class: "wall-label", x: px(from) + 4, y: LANE.wall + 16 }, to - from > 60 ? "line cut" : ""),
  );
}

/** An attempt to come back that met the wall. @param {number} at px */
function failed(at) {
  const stub = draw("path", { class: "stub", d: `M${px(at - 6)} ${LANE.browser}L${px(at)} ${LANE.wall}` });
  return draw("g", {}, stub, cross(at, LANE.wall));
}

/** @param {import("./lane.js").Heard[]} replayed @param {X} clip */
function bars(replayed, clip) {
  /** @type {Map<number, number>} rows by arrival, as those that came together share a staircase */
  const rows = new Map();
  return replayed.map(({ sent_at, arrived_at }) => {
    const group = Math.round(arrived_at / 200);
    const row = rows.get(group) ?? 0;
    rows.set(group, row + 1);
    const y = LANE.bars + (row % BAR.most) * BAR.apart;
    const [from, to] = [clip(sent_at), clip(arrived_at)];
    return draw("rect", { class: "bar", x: px(from), y, width: px(Math.max(to - from, 3)), height: BAR.height });
  });
}

/** @param {number} x px @param {number} y px */
function cross(x, y) {
  const [left, right, top, bottom] = [px(x - CROSS), px(x + CROSS), y - CROSS, y + CROSS];
  return draw("path", { class: "lost", d: `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}` });
}

/** @param {Axis} axis @param {number} height */
function ruler({ x, from, now, right }, height) {
  const marks = [];
  for (let ago = 2_000; ago < now - from; ago += 2_000) {
    const at = px(x(now - ago));
    marks.push(draw("path", { class: "grid", d: `M${at} ${RULER - 4}V${height}` }));
    marks.push(draw("text", { x: at, y: 12, "text-anchor": "middle" }, `−${ago / 1_000}\u202fs`));
  }
  marks.push(draw("text", { x: right, y: 12, "text-anchor": "end" }, "now"));
  return draw("g", {}, ...marks);
}

/** Tenths of a px are enough. @param {number} value */
function px(value) {
  return Math.round(value * 10) / 10;
}
