import assert from "node:assert/strict";
import { test } from "node:test";
import { NumberScale } from "../../static/js/lib/number-scale.js";

const valuesOf = (/** @type {NumberScale} */ scale) => scale.ticks().map(({ value }) => value);

test("a short scale of whole numbers has one tick for each", () => {
  const scale = new NumberScale({ from: 0, to: 7, step: 1, log: false });
  assert.deepEqual(valuesOf(scale), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.ok(scale.ticks()[0]?.major);
});

test("a long scale has ten ticks for each that is named", () => {
  const ticks = new NumberScale({ from: 0, to: 4_000, step: 50, log: false }).ticks();
  const named = ticks.filter(({ major }) => major).map(({ value }) => value);
  assert.deepEqual(named, [0, 1_000, 2_000, 3_000, 4_000]);
  assert.equal(ticks.length, 41);
});
