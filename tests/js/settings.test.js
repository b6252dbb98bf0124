import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, read as readAll, serialise } from "../../static/js/lib/settings.js";

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

/** Which settings of a link do not hold as they are said. @param {string} query @param {object} [base] */
const misread = (query, base = {}) =>
  readAll(new URLSearchParams(query), { ...BASE, ...base }).misread.map(({ name, holds }) => [name, holds]);

test("what does not hold as it was said is told, with what holds instead", () => {
  assert.deepEqual(misread("rate=abc&hold=-1&speed=7&conditions=garbage&fly=1"), [
    ["rate", 0],
    ["hold", 1],
    ["speed", 1],
    ["conditions", null],
    ["fly", undefined],
  ]);
  for (const [query, name, holds] of /** @type {[string, string, unknown][]} */ ([
    ["rate=9999", "rate", 50],
    ["rate=", "rate", 0],
    ["rate=Infinity", "rate", 50],
    ["interval=NaN", "interval", 2_000],
    ["run=perhaps", "run", false],
    ["theme=blue", "theme", "system"],
    ["controls=many", "controls", "full"],
    ["room=../secret", "room", null],
    ["lanes=foo", "lanes", BASE.lanes],
    ["lanes=sse,foo", "lanes", ["sse"]],
    ["lanes=&controls=mini", "lanes", BASE.lanes],
    ["constructor=1", "constructor", undefined],
    ["conditions=[]", "conditions", null],
    ['conditions={"slow":1}', "conditions", null],
    ['conditions={"delay_up_ms":"80"}', "conditions", null],
    ['conditions={"lanes":null}', "conditions", null],
    ['conditions={"steps":[{"cut":true}]}', "conditions", null],
  ]))
    assert.deepEqual(misread(query), [[name, holds]], query);
});

test("of a link that is right nothing is told, however it is written", () => {
  for (const query of [
    "lanes=sse,%20polling&rate=10&pattern=poisson&interval=500&hold=5.0&window=2&run=1&speed=1/4&theme=dark",
    "lanes=&rate=0&run=0&run=true&speed=0.05&projector&conditions=null&rate=1e1",
    'conditions={"delay_up_ms":80,"lanes":{"sse":{"cut":true}}}',
    'conditions={"steps":[{"at_s":2,"status":{"answer":"503","requests":3}},{"at_s":5,"buffer":"end"}]}',
    "room=abcdefgh12345678&interval=500",
  ])
    assert.deepEqual(misread(query), [], query);
});

test("an element's other attributes are no settings; what it says of one is told like a link's", () => {
  const { misread } = readAll({ class: "wide", id: "a", rate: "x" }, BASE);
  assert.deepEqual(misread, [{ name: "rate", text: "x", holds: 0 }]);
});

test("a link to a room leaves to it what takes its key, and is written so", () => {
  const link = "room=abcdefgh12345678&rate=10&conditions=%7B%22cut%22:true%7D&interval=500";
  assert.deepEqual(misread(link), [
    ["rate", 0],
    ["conditions", null],
  ]);
  const watched = { ...read("room=abcdefgh12345678&interval=500"), rate: 10, conditions: { cut: true } };
  assert.equal(serialise(watched, BASE), "interval=500&room=abcdefgh12345678");
});

test("every link that is written is right, and opens the same", () => {
  const some = {
    lanes: [["polling"], ["sse", "websocket"], [], BASE.lanes],
    rate: [0, 0.35, 50],
    pattern: ["poisson", "steady"],
    interval: [200, 30_000],
    hold: [1, 55],
    window: [0.05, 4.5, 120],
    run: [true, false],
    speed: [1, 1 / 4, 1 / 20],
    theme: ["system", "light", "dark"],
    projector: [true, false],
    controls: ["full"],
    conditions: [
      null,
      { steps: [{ at_s: 2, cut: true }, { at_s: 5 }] },
      { jitter_ms: 5, lanes: { sse: { buffer: 9 } } },
    ],
  };
  for (const base of [BASE, { ...BASE, rate: 2, conditions: { cut: true }, run: true, theme: "dark" }])
    for (const [name, values] of Object.entries(some))
      for (const value of values) {
        const settings = { ...parse({}, /** @type {any} */ (base)), [name]: value };
        const link = new URLSearchParams(serialise(settings, /** @type {any} */ (base)));
        assert.deepEqual(readAll(link, /** @type {any} */ (base)), { settings, misread: [] }, `${name} ${value}`);
      }
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
