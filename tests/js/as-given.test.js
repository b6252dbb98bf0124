import assert from "node:assert/strict";
import { test } from "node:test";
import { AsGiven } from "../../static/js/lib/as-given.js";
import { parse } from "../../static/js/lib/settings.js";

const GIVEN = parse({ interval: "2000", rate: "0.5" }, { lanes: ["polling"] });
const laneOf = (/** @type {[number, number][]} */ pairs) =>
  /** @type {any} */ ({
    deliveries: pairs.map(([sent_at, latency_ms]) => ({ sent_at, latency_ms })),
    statistics: { events: pairs.length, mean_ms: 700, p50_ms: 700, latencies: pairs.map(([, latency]) => latency) },
  });
const traceAt = (/** @type {number} */ latest) => /** @type {any} */ ({ latest });

test("the whole run counts while nothing was changed", () => {
  const given = new AsGiven(GIVEN);
  given.look(traceAt(500), { ...GIVEN, window: 2 });
  assert.equal(given.holds, true);
  assert.equal(given.statistics(laneOf([[100, 900]])).mean_ms, 700);
});

test("after another interval only events since it was set back count", () => {
  const given = new AsGiven(GIVEN);
  given.look(traceAt(1_000), { ...GIVEN, interval: 200 });
  assert.equal(given.holds, false);
  given.look(traceAt(2_000), GIVEN);
  assert.equal(given.holds, true);
  const lane = laneOf([
    [900, 50],
    [1_500, 60],
    [2_500, 800],
    [2_600, 1_200],
    [2_700, 1_000],
  ]);
  const { events, mean_ms, p50_ms, latencies } = given.statistics(lane);
  assert.deepEqual({ events, mean_ms, p50_ms }, { events: 3, mean_ms: 1_000, p50_ms: 1_000 });
  assert.deepEqual(latencies, [800, 1_200, 1_000]);
});

test("under other conditions nothing is measured, however they are said", () => {
  const given = new AsGiven({ ...GIVEN, conditions: { delay_up_ms: 80, jitter_ms: 0 } });
  given.look(traceAt(500), { ...GIVEN, conditions: { delay_up_ms: 80 } });
  assert.equal(given.holds, true);
  given.look(traceAt(600), { ...GIVEN, conditions: { delay_up_ms: 80, lanes: { polling: { cut: true } } } });
  assert.equal(given.holds, false);
});
