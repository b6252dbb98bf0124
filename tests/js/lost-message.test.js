/** What became of each event of a burst, and in which gap the lost ones fell. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fatesOf, middleGap } from "../../lessons/lost_message/demo/fates.js";

const at = (/** @type {number} */ id) => ({ id, sent_at: 100 + id });
const burst = [1, 2, 3, 4, 5, 6, 7, 8].map(at);
const wait = (/** @type {number} */ since, /** @type {number} */ until, /** @type {number[]} */ ids) => ({
  asked_at: since - 1,
  since,
  until,
  arrived_at: until + 1,
  events: ids.map(at),
});

test("each lost event is in the gap in which nobody was waiting", () => {
  const { received, lost, answers, gaps } = fatesOf(burst, [
    wait(90, 101.2, [1]),
    wait(104.5, 105.3, [5]),
    wait(120, 130, [99]),
  ]);
  assert.deepEqual(
    received.map(({ id }) => id),
    [1, 5],
  );
  assert.deepEqual(
    lost.map(({ id }) => id),
    [2, 3, 4, 6, 7, 8],
  );
  assert.equal(answers, 2);
  assert.deepEqual(
    gaps.map(({ lost }) => lost.map(({ id }) => id)),
    [
      [2, 3, 4],
      [6, 7, 8],
    ],
  );
});

test("what came right after the event that ended the waiting is in the gap, though the answer was not written yet", () => {
  const { gaps } = fatesOf(burst, [wait(90, 103.5, [1]), wait(106.5, 107.2, [7]), wait(120, 130, [99])]);
  assert.deepEqual(
    gaps[0]?.lost.map(({ id }) => id),
    [2, 3, 4, 5, 6],
  );
});

test("a reader with a cursor has the same gaps, and nothing is lost in them", () => {
  const { lost, gaps, answers } = fatesOf(burst, [
    wait(90, 101.2, [1]),
    wait(104.5, 104.6, [2, 3, 4]),
    wait(109, 109, [5, 6, 7, 8]),
    wait(120, 130, [99]),
  ]);
  assert.deepEqual([lost.length, answers], [0, 3]);
  assert.ok(gaps.every((gap) => gap.lost.length === 0));
  assert.ok(Math.abs((middleGap(gaps) ?? 0) - 5) < 0.01);
});

test("gaps before and after the burst are no part of it", () => {
  const quiet = [wait(50, 60, []), wait(62, 108.5, [8]), wait(111, 112, []), wait(115, 130, [99])];
  assert.deepEqual(
    fatesOf([at(8)], quiet).gaps.map(({ from }) => from),
    [108],
  );
});
