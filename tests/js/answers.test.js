/** Answers are judged part by part, and a number finds its place on the line. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeChoice, judgeMulti, judgeOrder, judgeProgram } from "../../static/js/lib/answers.js";
import { NumberScale } from "../../static/js/lib/number-scale.js";
import { search } from "../../static/js/lib/search.js";

const CHOICES = [{ right: true }, { right: false }, { right: true }];

test("one choice is right or not", () => {
  assert.equal(judgeChoice(CHOICES, 0).right, true);
  assert.deepEqual([...judgeChoice(CHOICES, 1).parts], [[1, false]]);
});

test("of many choices, all right ones and no other are wanted", () => {
  assert.equal(judgeMulti(CHOICES, [0, 2]).right, true);
  assert.equal(judgeMulti(CHOICES, [0, 1, 2]).right, false);
  assert.match(judgeMulti(CHOICES, [0]).says ?? "", /still missing/);
});

test("an order is right when everything is in its place", () => {
  assert.equal(judgeOrder([0, 1, 2]).right, true);
  assert.deepEqual([...judgeOrder([0, 2, 1]).parts.values()], [true, false, false]);
});

const LINES = [
  { right: true, text: "while (open) {", indent: 0 },
  { right: true, text: "ask();", indent: 1 },
  { right: true, text: "ask();", indent: 1 },
  { right: true, text: "}", indent: 0 },
  { right: false, text: "forever();", indent: 1 },
];

const program = (/** @type {[number, number][]} */ ...lines) => lines.map(([number, indent]) => ({ number, indent }));

test("lines of the same text may change places in a program", () => {
  assert.equal(judgeProgram(LINES, program([0, 0], [2, 1], [1, 1], [3, 0])).right, true);
});

test("a program is told its first fault and never its cure", () => {
  const says = (/** @type {[number, number][]} */ ...lines) => judgeProgram(LINES, program(...lines)).says;
  assert.match(says([0, 0], [4, 1]) ?? "", /Line 2 does not belong/);
  assert.match(says([1, 1]) ?? "", /Line 1 comes elsewhere/);
  assert.match(says([0, 0], [1, 0]) ?? "", /Line 2 is at the right place, but its indentation/);
  assert.match(says([0, 0]) ?? "", /still missing/);
});

test("a value and its place on the line belong together", () => {
  const linear = new NumberScale({ from: 0, to: 4000, step: 50 });
  assert.equal(linear.share(2000), 0.5);
  assert.equal(linear.value(0.507), 2050);
  assert.equal(linear.stepped(0, -1), 0);
  const log = new NumberScale({ from: 1, to: 10_000, step: 1, log: true });
  assert.equal(log.share(100), 0.5);
  assert.equal(log.value(0.5), 100);
  assert.ok(log.stepped(100, 1) > 100);
  assert.ok(log.stepped(1, 1) > 1);
});

test("the line is marked at round numbers", () => {
  const major = (/** @type {NumberScale} */ scale) =>
    scale
      .ticks()
      .filter((tick) => tick.major)
      .map((tick) => tick.value);
  assert.deepEqual(major(new NumberScale({ from: 0, to: 4000, step: 50 })), [0, 1000, 2000, 3000, 4000]);
  assert.deepEqual(major(new NumberScale({ from: 0, to: 100, step: 1 })), [0, 20, 40, 60, 80, 100]);
  assert.deepEqual(major(new NumberScale({ from: 1, to: 1000, step: 1, log: true })), [1, 10, 100, 1000]);
});

test("equal values are heaped", () => {
  const scale = new NumberScale({ from: 0, to: 100, step: 1 });
  assert.deepEqual(scale.heap([5, 5, 99, 200], 10), [
    { column: 0, row: 0 },
    { column: 0, row: 1 },
    { column: 9, row: 0 },
    { column: 9, row: 1 },
  ]);
});

const ENTRIES = [
  { title: "Cursor", place: "Glossary", href: "/glossary#cursor", text: "Where in a topic a reader is." },
  {
    title: "Half the interval",
    place: "Polling",
    href: "/lessons/polling#half",
    text: `${"x ".repeat(200)}A cursor says how far.`,
  },
  { title: "Réponse", place: "Polling", href: "/r", text: "precursors are no hit" },
];

test("a title counts more than a text, and a word is found at its beginning", () => {
  assert.deepEqual(
    search(ENTRIES, "curs").map(({ entry }) => entry.href),
    ["/glossary#cursor", "/lessons/polling#half"],
  );
  assert.equal(search(ENTRIES, "cursor")[1]?.excerpt.includes("A cursor says how far."), true);
});

test("every word is wanted, case and accents are not", () => {
  assert.equal(search(ENTRIES, "POLLING reponse").length, 1);
  assert.equal(search(ENTRIES, "polling glossary").length, 0);
  assert.deepEqual(search(ENTRIES, " -"), []);
});
