/** What the first lesson's demos compute: the hops of a message, and places on the axis of bearable delay. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hopsOf, longest, median } from "../../lessons/realtime/demo/hops.js";
import { compare, PRODUCTS, says, secondsAt, share, TO_S } from "../../lessons/realtime/demo/products.js";

const JOURNEY = { tapped_at: 100, sent_at: 101, read_at: 103, kept_at: 103.5, heard_at: 105, shown_at: 117 };

test("the hops of a message add up to the whole way", () => {
  const hops = hopsOf(JOURNEY, 0.5);
  const sum = hops.reduce((all, { ms }) => all + ms, 0);
  assert.equal(sum, JOURNEY.shown_at - JOURNEY.tapped_at);
  assert.equal(longest(hops).name, "On the screen");
});

test("only hops between two clocks bear the clock's error", () => {
  const errors = hopsOf(JOURNEY, 0.5).map(({ error_ms }) => error_ms);
  assert.deepEqual(errors, [0, 0.5, 0, 0.5, 0]);
});

test("a median is one of the times, and 0 without any", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 2]), 2);
  assert.equal(median([]), 0);
});

test("a place on the axis is a round number, and its number the same place again", () => {
  assert.equal(says(secondsAt(0)), "10\u202fms");
  assert.equal(says(secondsAt(1)), "1\u202fday");
  for (const at of [0.1, 0.3, 0.5, 0.7, 0.9]) assert.ok(Math.abs(share(secondsAt(at)) - at) < 0.03, String(at));
});

test("a delay is compared with a band", () => {
  assert.equal(compare(10, [5, 300]), "within the band");
  assert.equal(compare(1, [5, 300]), "5.0 times stricter");
  assert.equal(compare(6_000, [5, 300]), "20 times more patient");
});

test("every band lies on the axis", () => {
  for (const { band, name } of PRODUCTS) assert.ok(band[0] < band[1] && share(band[0]) > 0 && band[1] <= TO_S, name);
});
