/** What one stream heard, what it was owed, and what a break cost it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Lane } from "../../lessons/sse_recovery/demo/lane.js";

/** Ten events, one each 500 ms. */
const published = Array.from({ length: 10 }, (_, n) => ({ number: n + 1, sent_at: 1_000 + n * 500 }));

/**
 * A stream that is open until 2,100 and again from 4,100, and hears these events.
 * @param {number[]} numbers
 */
function broken(numbers) {
  const lane = new Lane();
  lane.opened(900);
  for (const number of numbers) {
    const { sent_at } = /** @type {{ sent_at: number }} */ (published[number - 1]);
    if (sent_at > 2_100 && !lane.open) lane.opened(4_100);
    lane.hear({ number, sent_at, arrived_at: Math.max(sent_at + 5, lane.spans.at(-1)?.opened_at ?? 0) }, `a-${number}`);
    if (number === 3) lane.broke(2_100);
  }
  return lane;
}

test("what came again later is replayed, and nothing is lost", () => {
  const lane = broken([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.deepEqual(
    lane.replayed.map(({ number }) => number),
    [4, 5, 6, 7],
  );
  assert.deepEqual(lane.breaks(published), [{ away_ms: 2_000, last_id: "a-3", replayed: 4, lost: 0 }]);
});

test("what never came although later ones did is lost", () => {
  const lane = broken([1, 2, 3, 8, 9, 10]);
  assert.deepEqual(
    lane.lost(published).map(({ number }) => number),
    [4, 5, 6, 7],
  );
  assert.deepEqual(lane.breaks(published), [{ away_ms: 2_000, last_id: "a-3", replayed: 0, lost: 4 }]);
});

test("while it is away nothing counts as lost, for it may yet come", () => {
  assert.deepEqual(broken([1, 2, 3]).lost(published), []);
});

test("what happened before the first event it heard was never owed to it", () => {
  const lane = new Lane();
  lane.opened(2_600);
  for (const number of [5, 6]) lane.hear({ number, sent_at: 1_000, arrived_at: 3_000 }, `a-${number}`);
  assert.deepEqual(lane.lost(published), []);
});

test("a failed attempt is no second break", () => {
  const lane = broken([1, 2, 3]);
  lane.broke(3_000);
  assert.deepEqual([lane.attempts, lane.spans.length], [1, 1]);
  lane.opened(4_000);
  assert.equal(lane.attempts, 0);
});
