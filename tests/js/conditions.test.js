import assert from "node:assert/strict";
import { test } from "node:test";
import {
  asSaid,
  atMoment,
  canonical,
  cutOrMended,
  cutsIn,
  inLane,
  readConditions,
  stretches,
} from "../../static/js/lib/conditions.js";
import { parse, serialise } from "../../static/js/lib/settings.js";
import { Trace } from "../../static/js/lib/trace.js";

const CUT = { steps: [{ at_s: 2, cut: true }, { at_s: 5 }] };
const BASE = { lanes: ["polling", "sse"] };

test("conditions are read as JSON, from an attribute or an address, and written to the address", () => {
  const said = { delay_down_ms: 200, lanes: { sse: { cut: true } } };
  const settings = parse({ conditions: JSON.stringify(said) }, BASE);
  assert.deepEqual(settings.conditions, said);
  assert.deepEqual(parse(new URLSearchParams(serialise(settings, BASE)), BASE).conditions, said);
  for (const bad of ["", "{", "[]", "3", '"cut"', `"${" ".repeat(5_000)}"`])
    assert.equal(readConditions(bad), undefined);
  assert.equal(readConditions("null"), null);
});

test("what is said of a lane holds there besides", () => {
  const said = { delay_up_ms: 80, lanes: { sse: { cut: true }, polling: { delay_up_ms: 0 } } };
  assert.deepEqual(inLane(said, "sse"), { delay_up_ms: 80, cut: true });
  assert.deepEqual(inLane(said, "polling"), {});
  assert.deepEqual(inLane(said, "websocket"), { delay_up_ms: 80 });
});

test("a script is a lane's stretches of time, and its cuts", () => {
  const told = { set_at: 10_000, steps: [...CUT.steps, { at_s: 8, black_hole: true }] };
  const all = stretches(told, "sse");
  assert.deepEqual(
    all.map(({ from, to }) => [from, to]),
    [
      [12_000, 15_000],
      [18_000, null],
    ],
  );
  assert.deepEqual(cutsIn(all), [
    { from: 12_000, to: 15_000, hole: false },
    { from: 18_000, to: null, hole: true },
  ]);
  assert.deepEqual(atMoment(told, 13_000), { cut: true });
  assert.deepEqual(atMoment(told, 11_000), {});
});

test("what the server tells is said as one would say it", () => {
  assert.equal(asSaid(null), null);
  assert.deepEqual(asSaid({ steps: [{ at_s: 0, cut: true }], set_at: 1 }), { cut: true });
  assert.deepEqual(asSaid({ ...CUT, set_at: 1 }), CUT);
  assert.equal(canonical({ cut: true, delay_up_ms: 0, lanes: {} }), canonical({ lanes: { sse: {} }, cut: true }));
});

test("one line is cut and mended without touching the others", () => {
  const one = cutOrMended({ delay_up_ms: 80 }, "sse");
  assert.deepEqual(one, { delay_up_ms: 80, lanes: { sse: { cut: true } } });
  assert.deepEqual(cutOrMended(one, "sse"), { delay_up_ms: 80 });
  const all = cutOrMended(one, null);
  assert.deepEqual(all, { delay_up_ms: 80, cut: true });
  assert.deepEqual(cutOrMended(all, "sse"), { ...all, lanes: { sse: { cut: false } } });
  assert.equal(cutOrMended({ cut: true }, null), null);
  assert.deepEqual(cutOrMended({ black_hole: true }, "sse"), {
    black_hole: true,
    lanes: { sse: { black_hole: false, cut: true } },
  });
});

test("a trace keeps what was in force when, and ends it when it is changed", () => {
  const trace = new Trace({ lanes: ["sse", "polling"] });
  const told = { set_at: 1_000, steps: [{ at_s: 0, lanes: { sse: { cut: true } } }] };
  trace.add({ fact: "conditions", told, at: 1_002 });
  trace.add({ fact: "conditions", told, at: 1_500 });
  assert.deepEqual(trace.lane("sse").cuts, [{ from: 1_000, to: null, hole: false }]);
  assert.deepEqual(trace.lane("polling").cuts, []);
  trace.add({ fact: "conditions", told: null, at: 3_600 });
  assert.deepEqual(trace.lane("sse").cuts, [{ from: 1_000, to: 3_600, hole: false }]);
  assert.deepEqual(trace.lane("sse").met(2_000), { cut: true });
  assert.deepEqual(trace.lane("sse").met(4_000), {});
});
