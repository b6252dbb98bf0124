/** A heartbeat that is missed, and what three ways to wait do to a server. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { doubling, everySecond, fullJitter, histogram, storm } from "../../lessons/liveness/demo/back-off.js";
import { watch } from "../../lessons/liveness/demo/heartbeat.js";

const MODEL = { clients: 200, outage_ms: 5_000, spread_ms: 0 };
const AXIS = { bin_ms: 100, to_ms: 60_000 };

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

test("without chance all clients come in the same moments; back-off only makes those fewer", () => {
  const steady = storm(everySecond, MODEL);
  assert.deepEqual([...new Set(steady.attempts)], [1_000, 2_000, 3_000, 4_000, 5_000]);
  const doubled = storm(doubling, MODEL);
  assert.deepEqual([...new Set(doubled.attempts)], [500, 1_500, 3_500, 7_500]);
  for (const { attempts } of [steady, doubled]) assert.equal(Math.max(...histogram(attempts, AXIS)), MODEL.clients);
});

test("full jitter takes them apart, and nobody comes back before the server does", () => {
  const { attempts, back } = storm(fullJitter, MODEL);
  const afterwards = histogram(attempts, AXIS).slice(MODEL.outage_ms / AXIS.bin_ms);
  assert.ok(Math.max(...afterwards) < MODEL.clients / 4);
  assert.equal(back.length, MODEL.clients);
  assert.ok(back.every((at) => at >= MODEL.outage_ms));
});

test("no wait is longer than half a minute", () => {
  assert.equal(doubling(40, Math.random), 30_000);
  assert.equal(
    fullJitter(40, () => 1),
    30_000,
  );
});
