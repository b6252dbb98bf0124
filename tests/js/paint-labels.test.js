import assert from "node:assert/strict";
import { test } from "node:test";
import { Labels } from "../../static/js/lib/paint/labels.js";

const NOW = Number.POSITIVE_INFINITY;
const label = (left, more = {}) => ({ key: {}, size: 1, left, right: left + 40, rank: 0, ...more });

test("levels of detail switch at 26 and 8 px, and back only 10 % later", () => {
  const labels = new Labels();
  assert.equal(labels.levelOf(30), "all");
  assert.equal(labels.levelOf(25.9), "some");
  assert.equal(labels.levelOf(27), "some");
  assert.equal(labels.levelOf(28.7), "all");
  assert.equal(labels.levelOf(7.9), "sums");
  assert.equal(labels.levelOf(8.5), "sums");
  assert.equal(labels.levelOf(8.9), "some");
});

test("a label that is shown stays, whatever comes later", () => {
  const row = new Labels().row("sse", 4);
  const first = label(0);
  assert.deepEqual(keys(row.choose([first], NOW)), [first.key]);
  const worse = label(20, { rank: 99 });
  assert.deepEqual(keys(row.choose([first, worse], NOW)), [first.key]);
  assert.deepEqual(keys(row.choose([worse], NOW)), [], "and one that found no room does not appear when there is some");
});

test("where not all fit, the worst of the rivals is named, and none is decided before they are known", () => {
  const row = new Labels().row("sse", 4);
  const mild = label(0, { rank: 60 });
  const bad = label(30, { rank: 400 });
  assert.deepEqual(row.choose([mild], 20), [], "it waits");
  assert.deepEqual(row.choose([mild, bad], 50), [], "it yields, its rival waits");
  assert.deepEqual(keys(row.choose([mild, bad], 100)), [bad.key]);
});

test("a label whose place is taken tries its second one", () => {
  const row = new Labels().row("sse", 4);
  const first = label(0);
  const warning = label(30, { instead: 50 });
  const shown = row.choose([first, warning], NOW);
  assert.deepEqual(keys(shown), [first.key, warning.key]);
  assert.equal(shown[1].left, 50);
  assert.equal(shown[1].right, 90);
});

test("an answer that grows is decided anew", () => {
  const row = new Labels().row("sse", 4);
  const one = label(0);
  row.choose([one], NOW);
  const grown = { ...one, size: 2, right: 90 };
  assert.equal(row.choose([grown], NOW)[0].right, 90);
});

test("another zoom or another trace forgets all places", () => {
  const labels = new Labels();
  const trace = {};
  labels.begin({ trace, px_per_ms: 0.1, k: 1 });
  labels.row("sse", 4).choose([label(0)], NOW);
  labels.begin({ trace, px_per_ms: 0.1, k: 1 });
  assert.equal(labels.row("sse", 4).choose([label(10)], NOW).length, 0);
  labels.begin({ trace, px_per_ms: 0.2, k: 1 });
  assert.equal(labels.row("sse", 4).choose([label(10)], NOW).length, 1);
});

test("words are made once for each size", () => {
  const labels = new Labels();
  const mark = {};
  let told = 0;
  const tell = () => `told ${++told}`;
  assert.equal(labels.words(mark, 1, tell), "told 1");
  assert.equal(labels.words(mark, 1, tell), "told 1");
  assert.equal(labels.words(mark, 2, tell), "told 2");
});

test("the scale of the sums grows at once and shrinks late", () => {
  const labels = new Labels();
  assert.equal(labels.scaleOf(100), 128);
  assert.equal(labels.scaleOf(60), 128);
  assert.equal(labels.scaleOf(30), 32);
  assert.equal(labels.scaleOf(33), 64);
});

/** @param {{ key: object }[]} shown */
function keys(shown) {
  return shown.map(({ key }) => key);
}
