import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, serialise } from "../../static/js/lib/settings.js";

const BASE = { lanes: ["polling", "long-polling", "sse", "websocket"] };
const read = (/** @type {string} */ query) => parse(new URLSearchParams(query), BASE);

test("an empty query gives the defaults, and the defaults an empty query", () => {
  const settings = read("");
  assert.deepEqual(settings.lanes, BASE.lanes);
  assert.equal(settings.interval, 2_000);
  assert.equal(serialise(settings, BASE), "");
});

test("what differs is written, and reads back the same", () => {
  const settings = read(
    "lanes=sse,polling&rate=10&pattern=poisson&interval=500&hold=5&window=2&run=1&speed=1/4&theme=dark",
  );
  assert.deepEqual(settings.lanes, ["polling", "sse"]);
  assert.equal(settings.speed, 0.25);
  assert.equal(settings.run, true);
  assert.deepEqual(read(serialise(settings, BASE)), settings);
});

test("values are bounded, and nonsense keeps the default", () => {
  const settings = read(
    "rate=9999&interval=1&hold=x&pattern=chaos&speed=3&lanes=nothing&room=<script>&__proto__=1&window=",
  );
  assert.equal(settings.rate, 50);
  assert.equal(settings.interval, 200);
  assert.equal(settings.hold, 25);
  assert.equal(settings.pattern, "steady");
  assert.equal(settings.speed, 1);
  assert.equal(settings.room, null);
  assert.equal(settings.window, 6);
  assert.deepEqual(settings.lanes, BASE.lanes);
});

test("a stage whose lanes are all hidden has a link that opens it so; a small one, which cannot show them again, has all", () => {
  const hidden = { ...parse({}, BASE), lanes: [] };
  const link = new URLSearchParams(serialise(hidden, BASE));
  assert.deepEqual(parse(link, BASE).lanes, []);
  assert.deepEqual(parse(link, { ...BASE, controls: "mini" }).lanes, BASE.lanes);
});

test("attributes of an element read like a query, and give the base of one", () => {
  const base = parse({ interval: "1000", run: "", pattern: null }, BASE);
  assert.equal(base.interval, 1_000);
  assert.equal(base.run, true);
  const settings = parse(new URLSearchParams("run=0"), { ...base, lanes: BASE.lanes });
  assert.equal(settings.run, false);
  assert.equal(serialise(settings, base), "run=0");
});
