import assert from "node:assert/strict";
import { test } from "node:test";
import { absent, answers } from "../../static/js/lib/paint/answers.js";
import { rowsOf, stairs } from "../../static/js/lib/paint/bars.js";
import { barHeight, sumOf } from "../../static/js/lib/paint/density.js";
import { breaks, way } from "../../static/js/lib/paint/exchanges.js";
import { figure } from "../../static/js/lib/paint/figure.js";
import { told } from "../../static/js/lib/paint/phrases.js";
import { plot } from "../../static/js/lib/paint/view.js";
import { walls } from "../../static/js/lib/paint/wall.js";
import { fromRecording } from "../../static/js/lib/recording.js";
import { Story, T0 } from "./paint-facts.js";

const ALL = [T0 - 10_000, T0 + 60_000];
const POLLED = { asked: 900, received: 940, answered: 941, arrived: 980, ids: { 1: 100, 2: 500 } };

test("events that one poll brings are one answer, oldest first", () => {
  const { trace } = new Story().exchange("polling", 1, POLLED);
  const [answer, ...rest] = answers(trace.lane("polling"), "exchange", ...ALL);
  assert.equal(rest.length, 0);
  assert.deepEqual(
    answer.deliveries.map(({ id }) => id),
    [1, 2],
  );
  assert.equal(told(answer, 0), "2 events, 480–880\u202fms");
});

test("on an open stream each live event is its own answer, a replay is one", () => {
  const story = new Story().asked("sse", 1, 0).opened("sse", 1, 50);
  story.delivered("sse", 1, 1, 100, 180).delivered("sse", 1, 2, 101, 181).ended("sse", 1, 300);
  story.asked("sse", 2, 1_000, 2).opened("sse", 2, 1_060);
  story.delivered("sse", 2, 3, 400, 1_061).delivered("sse", 2, 4, 700, 1_061);
  const found = answers(story.trace.lane("sse"), "stream", ...ALL);
  assert.deepEqual(
    found.map(({ kind, deliveries }) => [kind, deliveries.length]),
    [
      ["live", 1],
      ["live", 1],
      ["replayed", 2],
    ],
  );
  assert.equal(told(found[2], 0), "2 replayed, 361–661\u202fms");
});

test("a repeat and a late event say so", () => {
  const story = new Story().asked("polling", 1, 0).asked("polling", 2, 300);
  story.delivered("polling", 2, 2, 200, 400).delivered("polling", 1, 1, 100, 620).delivered("polling", 1, 1, 100, 700);
  const found = answers(story.trace.lane("polling"), "exchange", ...ALL);
  assert.deepEqual(
    found.map((answer) => told(answer, 0)),
    ["200\u202fms", "#1 after #2, 520\u202fms", "#1 again"],
  );
});

test("an event is on its way until it arrives, in pictures of the past too", () => {
  const story = new Story().asked("sse", 1, 0).published(1, 100).delivered("sse", 1, 1, 100, 180).published(2, 200);
  const { trace } = story;
  const at = (now) => absent(trace.published, trace.lane("sse"), T0, T0 + now).pending.map(({ id }) => id);
  assert.deepEqual(at(150), [1]);
  assert.deepEqual(at(190), []);
  assert.deepEqual(at(5_000), [2]);
});

test("what was skipped is lost, and what came before the lane listened is neither lost nor on its way", () => {
  const story = new Story().published(1, 10).published(2, 20).published(3, 30).asked("sse", 1, 15, 1);
  story.delivered("sse", 1, 3, 30, 90);
  const { pending, lost } = absent(story.trace.published, story.trace.lane("sse"), T0, T0 + 1_000);
  assert.deepEqual(pending, []);
  assert.deepEqual(
    lost.map(({ id }) => id),
    [2],
  );
});

test("until the server's record comes, half a round trip stands in for it", () => {
  const story = new Story().asked("polling", 1, 1_000);
  const guess = way(story.trace.lane("polling").requests[0], "exchange", 40);
  assert.deepEqual([guess.received - T0, guess.known, guess.answered], [1_040, false, null]);
  const truth = way(story.wire("polling", 1, 1_055).trace.lane("polling").requests[0], "exchange", 40);
  assert.deepEqual([truth.received - T0, truth.known], [1_055, true]);
});

test("a stream of a file that tells only when its answer left is open from half a round trip after that", () => {
  const counts = { status: 200, bytes_up: 500, bytes_down: 300, events: 1 };
  const stream = (/** @type {number | null} */ closed_at) => {
    const request = { opened_at: T0, answered_at: T0 + 10, closed_at, ...counts };
    const delivery = { id: 1, sent_at: T0 + 500, arrived_at: T0 + 580, latency_ms: 80 };
    return fromRecording({
      ...{ version: 1, room: "r", topic: "t", clock: { offset_ms: 0, error_ms: 3 } },
      published: [{ id: 1, sent_at: T0 + 500 }],
      lanes: { sse: { deliveries: [delivery], requests: [request] } },
    });
  };
  for (const trace of [stream(null), stream(T0 + 30_000)]) {
    const { received, answered, ended } = way(trace.lane("sse").requests[0], "stream", 40);
    assert.deepEqual([received - T0, answered - T0, ended - T0], [5, 10, 15]);
  }
});

test("corner points never run backwards, whatever the clocks say", () => {
  const { trace } = new Story().exchange("polling", 1, { asked: 100, received: 98, answered: 97, arrived: 110 });
  const { asked, received, answered, ended } = way(trace.lane("polling").requests[0], "exchange", 40);
  assert.ok(asked <= received && received <= answered && answered <= ended);
});

test("a break lasts from the loss to the next sign of a server, with the tries between", () => {
  const story = new Story().asked("sse", 1, 0).opened("sse", 1, 50).ended("sse", 1, 1_000);
  story.asked("sse", 2, 1_500).ended("sse", 2, 1_510).asked("sse", 3, 2_000);
  const at = (now) => breaks(story.trace.lane("sse").requests, "stream", T0, T0 + now);
  assert.deepEqual(at(900), []);
  assert.equal(at(2_100)[0].to, null);
  story.opened("sse", 3, 2_080);
  const [stretch] = at(3_000);
  assert.deepEqual([stretch.from - T0, stretch.to - T0, stretch.tries.length], [1_000, 2_080, 1]);
});

test("a connection that the browser closed is no break, and a refusal is no wall", () => {
  const closed = new Story().asked("sse", 1, 0).opened("sse", 1, 50).ended("sse", 1, 1_000, null);
  assert.deepEqual(breaks(closed.trace.lane("sse").requests, "stream", T0, T0 + 5_000), []);
  const refused = new Story().exchange("polling", 1, { ...POLLED, ids: {}, status: 503 });
  const p = plot(refused.view());
  assert.deepEqual(walls(p, figure(p, 0, [])), []);
});

test("a staircase has one row for each event and fills its height", () => {
  assert.deepEqual(rowsOf(1, 16, 1), { pitch: 16, thick: 9 });
  assert.deepEqual(rowsOf(4, 16, 1), { pitch: 4, thick: 3 });
  assert.equal(rowsOf(8, 16, 1).pitch, 2);
  const area = stairs(
    [
      [0, 90],
      [30, 90],
      [60, 90],
    ],
    74,
    15,
  );
  assert.deepEqual(area.slice(-2), [90, 89]);
  assert.deepEqual(area.slice(4, 8), [0, 74, 0, 79]);
});

test("the sum counts what is on its way at each moment", () => {
  const story = new Story().published(1, 1_000).published(2, 2_000).published(3, 5_500);
  story.exchange("polling", 1, {
    asked: 2_960,
    received: 2_990,
    answered: 2_991,
    arrived: 3_000,
    ids: { 1: 1_000, 2: 2_000 },
  });
  const p = plot(story.view());
  const { start, counts, most } = sumOf(p, figure(p, 0, []));
  const at = (t) => counts[Math.floor(((T0 + t) * p.px_per_ms - start) / 2)];
  assert.deepEqual([500, 1_500, 2_500, 3_500, 5_800].map(at), [0, 1, 2, 0, 1]);
  assert.equal(most, 2);
  assert.equal(barHeight(50), 9);
});
