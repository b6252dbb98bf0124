/** What is measured for one stage: when its lanes open, and that nothing of it goes on after its end. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Measurement } from "../../static/js/worker/measurement.js";

const world = /** @type {any} */ (globalThis);

/** @type {Line[]} */
let lines = [];

/** A control socket whose server is the test. */
class Line {
  static OPEN = 1;
  readyState = 1;
  /** @type {any[]} */
  said = [];
  /** @type {((message: { data: string }) => void) | null} */
  onmessage = null;

  constructor() {
    lines.push(this);
  }

  /** @param {string} text */
  send(text) {
    this.said.push(JSON.parse(text));
  }

  /** @param {object} message */
  tell(message) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** The server is there, and answers one question for the time: too few to be sure of the clock. */
  greet() {
    this.tell({ hello: { auto: null, conditions: null, heads: { stage: 7 } } });
    this.tell({ clock: { t0: 0, t1: 0, t2: 0 } });
  }

  close() {}
}

world.WebSocket = Line;
world.opened = [];

/** @param {string} source */
const moduleOf = (source) => `data:text/javascript,${encodeURIComponent(source)}`;

/** Notes after which event its lane was opened. */
const CLIENT = moduleOf("export const connect = ({ after }) => (globalThis.opened.push(after), {})");

/** @param {string} [module] */
function measure(module = CLIENT) {
  const lanes = [{ name: "sse", path: "sse", module, open: true, asked: 0 }];
  const order = { origin: "http://t", room: "r", topic: "stage", tag: "x", key: null, lanes };
  const more = { interval: 1_000, hold: 25, auto: null, conditions: null };
  /** @type {any[]} */
  const facts = [];
  const bench = { post: (/** @type {any} */ fact) => facts.push(fact), now: () => 0, resolution_ms: 0.1 };
  const measurement = new Measurement({ ...order, ...more }, bench);
  return { measurement, facts };
}

afterEach(() => {
  lines = [];
  world.opened = [];
});

test("lanes open after the last event then known, with the clock as it is, when that takes long to set", async (context) => {
  const { measurement } = measure();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  await measurement.start();
  lines[0]?.greet();
  context.mock.timers.tick(1_400);
  assert.deepEqual(world.opened, []);
  context.mock.timers.tick(200);
  assert.deepEqual(world.opened, [7]);
  measurement.stop();
});

for (const end of /** @type {const} */ (["stop", "pause"])) {
  test(`after ${end}() nothing opens any more`, async (context) => {
    const { measurement, facts } = measure();
    context.mock.timers.enable({ apis: ["setTimeout"] });
    await measurement.start();
    lines[0]?.greet();
    measurement[end]("hidden");
    const known = facts.length;
    context.mock.timers.tick(60_000);
    assert.deepEqual(world.opened, []);
    assert.equal(lines.length, 1);
    assert.equal(facts.length, known);
  });
}

test("who comes back at once waits for the server's word before its lanes open", async (context) => {
  const { measurement, facts } = measure();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  await measurement.start();
  lines[0]?.greet();
  context.mock.timers.tick(1_000);
  measurement.pause("gave way");
  measurement.resume();
  context.mock.timers.tick(1_000);
  assert.deepEqual(world.opened, []);
  lines[1]?.tell({ hello: { auto: null, conditions: null, heads: { stage: 9 } } });
  context.mock.timers.tick(1_600);
  assert.deepEqual(world.opened, [9]);
  const told = facts.filter(({ fact }) => fact === "pause" || fact === "resume");
  assert.deepEqual(
    told.map(({ at: _, ...fact }) => fact),
    [
      { fact: "pause", why: "gave way" },
      { fact: "resume", head: 9 },
    ],
  );
  measurement.stop();
});

test("a client that cannot be loaded is said", async () => {
  const { measurement, facts } = measure(moduleOf("throw new Error()"));
  await measurement.start();
  assert.deepEqual(
    facts.map(({ fact, code }) => [fact, code]),
    [["refused", "no-client"]],
  );
  assert.equal(lines.length, 0);
});
