/** A scene of three lanes for tests, whose session holds a trace that facts are put into. */

import { Scene } from "../../static/js/lib/scene.js";
import { Trace } from "../../static/js/lib/trace.js";

/** @type {import("../../static/js/lib/scene.js").Look[]} */
export const LOOKS = [
  {
    name: "polling",
    title: "Polling",
    kind: "exchange",
    hue: "poll",
    shape: "square",
    path: "poll",
    module: "",
    says: "asks on a timer",
  },
  {
    name: "long-polling",
    title: "Long polling",
    kind: "held",
    hue: "lp",
    shape: "triangle",
    path: "long-poll",
    module: "",
    says: "asks, then waits",
  },
  {
    name: "sse",
    title: "SSE",
    kind: "stream",
    hue: "sse",
    shape: "circle",
    path: "sse",
    module: "",
    says: "one open answer",
  },
];

/** The narrow no-break spaces, made visible. */
export const plain = (/** @type {string} */ text) => text.replaceAll("\u202f", "_");

/** A scene at a settable time, whose session holds a trace that facts are put into. */
export function setUp() {
  const trace = new Trace({ lanes: LOOKS.map(({ name }) => name) });
  const session = { trace, running: true };
  const settings = { lanes: LOOKS.map(({ name }) => name), window: 6, projector: false, interval: 2_000, hold: 25 };
  const time = { now: 10_000 };
  const clock = () => time.now;
  const scene = new Scene(/** @type {any} */ ({ looks: LOOKS, session, settings, clock }));
  const publish = (/** @type {number} */ id, /** @type {number} */ sent_at) =>
    trace.add({ fact: "published", events: [{ id, sent_at }] });
  const ask = (/** @type {string} */ lane, /** @type {number} */ at) =>
    trace.add({ fact: "asked", lane, request: 1, at, after: 0 });
  const deliver = (
    /** @type {string} */ lane,
    /** @type {number} */ id,
    /** @type {number} */ sent_at,
    /** @type {number} */ at,
  ) => trace.add({ fact: "delivered", lane, request: 1, event: { id, sent_at }, at });
  return { trace, session, settings, time, scene, publish, ask, deliver };
}
