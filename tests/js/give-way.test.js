import assert from "node:assert/strict";
import { test } from "node:test";
import { whoGivesWay } from "../../static/js/lib/give-way.js";

const holding = (/** @type {string} */ id, /** @type {number} */ held, /** @type {number} */ began_at) => ({
  id,
  held,
  began_at,
});

test("while a connection is left for a page to load by, nobody gives way", () => {
  assert.deepEqual(whoGivesWay([holding("a", 3, 1), holding("b", 2, 2)]), []);
});

test("the stage that began first gives way to the one that began last", () => {
  assert.deepEqual(whoGivesWay([holding("late", 3, 2), holding("early", 3, 1)]), ["early"]);
});

test("no more give way than it takes", () => {
  assert.deepEqual(whoGivesWay([holding("c", 2, 3), holding("a", 2, 1), holding("b", 2, 2)]), ["a"]);
});

test("one alone goes on, whatever it holds", () => {
  assert.deepEqual(whoGivesWay([holding("a", 6, 1)]), []);
});

test("two that began in the same instant agree on who it is", () => {
  const both = [holding("b", 3, 1), holding("a", 3, 1)];
  assert.deepEqual(whoGivesWay(both), ["a"]);
  assert.deepEqual(whoGivesWay(both.toReversed()), ["a"]);
});
