/** A small made-up trace for the painters' tests: one lane, times in ms from T0. */

import { geometry } from "../../static/js/lib/paint/geometry.js";
import { Labels } from "../../static/js/lib/paint/labels.js";
import { Trace } from "../../static/js/lib/trace.js";

export const T0 = 1_764_000_000_000;

export const LOOKS = [
  { name: "polling", hue: "poll", shape: "square", kind: "exchange" },
  { name: "long-polling", hue: "lp", shape: "triangle", kind: "held" },
  { name: "sse", hue: "sse", shape: "circle", kind: "stream" },
  { name: "websocket", hue: "ws", shape: "diamond", kind: "duplex" },
];

/** Adds facts to the trace of one or more lanes. */
export class Story {
  trace = new Trace({ lanes: LOOKS.map((look) => look.name) });

  constructor() {
    this.trace.add({ fact: "clock", offset_ms: 0, error_ms: 0.5, rtt_ms: 80, at: T0 });
  }

  published(id, at) {
    this.trace.add({ fact: "published", events: [{ id, sent_at: T0 + at }] });
    return this;
  }

  /** A request and its whole answer. `ids` maps event id to the moment it was published. */
  exchange(lane, request, { asked, received, answered, arrived, ids = {}, after = 0, status = 200 }) {
    const events = Object.entries(ids).map(([id, at]) => ({ id: Number(id), sent_at: T0 + at }));
    this.asked(lane, request, asked, after);
    for (const event of events) this.trace.add({ fact: "delivered", lane, request, event, at: T0 + arrived });
    this.trace.add({ fact: "answered", lane, request, at: T0 + arrived, status, events: events.length });
    return received === undefined ? this : this.wire(lane, request, received, answered, status);
  }

  asked(lane, request, at, after = 0) {
    this.trace.add({ fact: "asked", lane, request, at: T0 + at, after });
    return this;
  }

  wire(lane, request, received, answered = null, status = null) {
    const answered_at = answered === null ? null : T0 + answered;
    const times = { received_at: T0 + received, answered_at, closed_at: null };
    this.trace.add({ fact: "wire", lane, request, ...times, status, up: 1, down: 1, events: 0 });
    return this;
  }

  opened(lane, request, at) {
    this.trace.add({ fact: "opened", lane, request, at: T0 + at });
    return this;
  }

  delivered(lane, request, id, sent, arrived) {
    this.trace.add({ fact: "delivered", lane, request, event: { id, sent_at: T0 + sent }, at: T0 + arrived });
    return this;
  }

  ended(lane, request, at, reason = "network error") {
    this.trace.add({ fact: "ended", lane, request, at: T0 + at, reason });
    return this;
  }

  /** A view of six seconds up to `now` (ms from T0), 600 px wide: 0.1 px a ms. */
  view({ now = 6_000, lanes = LOOKS.map((look) => look.name), ...more } = {}) {
    const place = geometry(1, lanes);
    const size = { width: 600 + place.inset, height: place.height, dpr: 1, px_per_ms: 0.1 };
    const fixed = { trace: this.trace, looks: LOOKS, lanes, geometry: place, colours: COLOURS, labels: new Labels() };
    return { ...fixed, ...size, now: T0 + now, ...more };
  }
}

const TOKENS = "page stage sunken ink ink-2 ink-3 control rule rule-2 poll lp sse ws bad ok".split(" ");

/** Each colour is its token's name, so that a test can read what was drawn in which. */
export const COLOURS = Object.fromEntries(TOKENS.map((token) => [token, token]));

/** A 2D context that draws nothing and remembers every call. */
export function recorder() {
  const calls = [];
  const state = { font: "", globalAlpha: 1, fillStyle: "", strokeStyle: "" };
  const ctx = new Proxy(state, {
    get(target, name) {
      if (name === "calls") return calls;
      if (name in target) return target[name];
      if (name === "measureText") return (words) => ({ width: words.length * 4 });
      return (...values) => calls.push({ name, values, fill: target.fillStyle, stroke: target.strokeStyle });
    },
  });
  return ctx;
}

/** The words drawn, in order. */
export const wordsIn = (ctx) => ctx.calls.filter(({ name }) => name === "fillText").map(({ values }) => values[0]);
