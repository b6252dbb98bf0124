/** A heartbeat that is missed, and what three ways to wait do to a server. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import {
  comeBack,
  densest,
  doubling,
  everySecond,
  fullJitter,
  histogram,
} from "../../lessons/liveness/demo/back-off.js";
import { watch } from "../../lessons/liveness/demo/heartbeat.js";

const CLIENTS = 200;
const OUTAGE_MS = 5_000;

/** When clients ask that lost their server at 0, on a clock that moves only while they sleep. */
async function attemptsOf(/** @type {import("../../lessons/liveness/demo/back-off.js").BackOff} */ backOff) {
  const { signal } = new AbortController();
  const times = [];
  for (let client = 0; client < CLIENTS; client++) {
    let now = 0;
    const sleep = async (/** @type {number} */ ms) => {
      now += ms;
    };
    const ask = async () => times.push(now) > 0 && now >= OUTAGE_MS;
    await comeBack(backOff, { ask, sleep, signal });
  }
  return times;
}

test("silence is told once, after the patience that follows the last thing heard", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const onSilence = mock.fn();
  const heard = watch({ patience_ms: 100, onSilence, signal: new AbortController().signal });
  mock.timers.tick(90);
  heard();
  mock.timers.tick(90);
  assert.equal(onSilence.mock.callCount(), 0);
  mock.timers.tick(1_000);
  assert.equal(onSilence.mock.callCount(), 1);
  mock.timers.reset();
});

test("without chance all clients come in the same moments; back-off only makes those fewer", async () => {
  const steady = await attemptsOf(everySecond);
  assert.deepEqual([...new Set(steady)], [1_000, 2_000, 3_000, 4_000, 5_000]);
  const doubled = await attemptsOf(doubling);
  assert.deepEqual([...new Set(doubled)], [500, 1_500, 3_500, 7_500]);
  for (const attempts of [steady, doubled]) assert.equal(densest(attempts, 250), CLIENTS);
});

test("full jitter takes them apart, and nobody stops asking before there is an answer", async () => {
  const answered = (await attemptsOf(fullJitter)).filter((at) => at >= OUTAGE_MS);
  assert.ok(densest(answered, 250) < CLIENTS / 4);
  assert.equal(answered.length, CLIENTS);
});

test("a client whose run is over asks no more", async () => {
  const ask = mock.fn(async () => false);
  await comeBack(everySecond, { ask, sleep: async () => {}, signal: AbortSignal.abort() });
  assert.equal(ask.mock.callCount(), 0);
});

test("the densest quarter of a second is found wherever it begins, also across the bins of a histogram", () => {
  const times = [740, 10, 300, 745, 760, 990];
  assert.deepEqual(histogram(times, { bin_ms: 250, to_ms: 1_000 }), [1, 1, 2, 2]);
  assert.equal(densest(times, 250), 4);
  assert.equal(densest([], 250), 0);
});

test("no wait is longer than half a minute", () => {
  assert.equal(doubling(40, Math.random), 30_000);
  assert.equal(
    fullJitter(40, () => 1),
    30_000,
  );
});
