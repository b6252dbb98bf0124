import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOf, KEYS, keysOf } from "../../static/js/lib/keys.js";
import { INTERVAL_STEPS, intervalAt, intervalStep, saysInterval } from "../../static/js/lib/ranges.js";

test("every key of the list has an action, in small and in capital letters", () => {
  for (const { keys } of KEYS) for (const key of keys) assert.ok(actionOf(key), key);
  assert.deepEqual(actionOf("P"), actionOf("p"));
  assert.deepEqual(actionOf("ArrowLeft"), { name: "step", value: -1 });
  assert.deepEqual(actionOf("4"), { name: "showOnly", value: 3 });
  assert.equal(actionOf("q"), null);
});

test("a stage that keeps no bytes has no keys for them", () => {
  assert.deepEqual(
    KEYS.filter((key) => !keysOf("mini").includes(key)).flatMap(({ keys }) => keys),
    ["Enter", "j", "k"],
  );
  assert.equal(actionOf("Enter", keysOf("mini")), null);
  assert.equal(actionOf("Enter", keysOf("full"))?.name, "wire");
});

test("no key means two things", () => {
  const all = KEYS.flatMap(({ keys }) => keys);
  assert.equal(new Set(all).size, all.length);
});

test("the steps of the interval slider cover its range in round numbers", () => {
  assert.equal(intervalAt(0), 200);
  assert.equal(intervalAt(INTERVAL_STEPS), 30_000);
  for (let step = 1; step <= INTERVAL_STEPS; step++) {
    assert.ok(intervalAt(step) >= intervalAt(step - 1));
    assert.ok(Math.abs(intervalStep(intervalAt(step)) - step) <= 1);
  }
  assert.equal(saysInterval(2_000), "2.0\u202fs");
  assert.equal(saysInterval(240), "240\u202fms");
});
