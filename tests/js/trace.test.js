import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRecording, toRecording } from "../../static/js/lib/recording.js";
import { Trace } from "../../static/js/lib/trace.js";

const LANES = ["polling", "sse"];

/** A trace whose SSE lane has asked once, after event 0, at time 1,000. */
function started() {
  const trace = new Trace({ lanes: LANES, room: "r", topic: "stage" });
  trace.add({ fact: "asked", lane: "sse", request: 1, at: 1_000, after: 0 });
  trace.add({ fact: "opened", lane: "sse", request: 1, at: 1_020 });
  return trace;
}

/**
 * @param {Trace} trace
 * @param {number} id
 * @param {number} sent_at
 * @param {number} at
 */
function deliver(trace, id, sent_at, at, { lane = "sse", request = 1 } = {}) {
  trace.add({ fact: "delivered", lane, request, event: { id, sent_at, type: "tick" }, at });
}

test("a delivery has a latency on the server's clock, and counts", () => {
  const trace = started();
  trace.add({ fact: "published", events: [{ id: 1, sent_at: 1_100, type: "tick" }] });
  deliver(trace, 1, 1_100, 1_178);
  const [delivery] = trace.lane("sse").deliveries;
  assert.deepEqual(delivery, { id: 1, sent_at: 1_100, arrived_at: 1_178, latency_ms: 78, request: 1, kind: "live" });
  const { last_ms, events, requests, requests_per_event } = trace.statistics("sse");
  assert.deepEqual(
    { last_ms, events, requests, requests_per_event },
    { last_ms: 78, events: 1, requests: 1, requests_per_event: 1 },
  );
  assert.equal(trace.event(1)?.byLane.get("sse"), delivery);
  assert.equal(trace.event(1)?.byLane.get("polling"), undefined);
});

test("an event heard of before the control connection told of it is published once", () => {
  const trace = started();
  deliver(trace, 2, 1_200, 1_210);
  trace.add({
    fact: "published",
    events: [
      { id: 1, sent_at: 1_100 },
      { id: 2, sent_at: 1_200 },
    ],
  });
  assert.deepEqual(
    trace.published.map((event) => event.id),
    [1, 2],
  );
});

test("the version moves with every fact", () => {
  const trace = started();
  const before = trace.version;
  deliver(trace, 1, 1_100, 1_178);
  assert.ok(trace.version > before);
});

test("an event fetched after a broken connection is replayed, the next one is live", () => {
  const trace = started();
  deliver(trace, 1, 1_100, 1_110);
  trace.add({ fact: "ended", lane: "sse", request: 1, at: 1_200, reason: "the line broke" });
  trace.add({ fact: "asked", lane: "sse", request: 2, at: 2_000, after: 1 });
  trace.add({ fact: "opened", lane: "sse", request: 2, at: 2_010 });
  deliver(trace, 2, 1_300, 2_011, { request: 2 });
  deliver(trace, 3, 2_100, 2_111, { request: 2 });
  assert.deepEqual(
    trace.lane("sse").deliveries.map((one) => one.kind),
    ["live", "replayed", "live"],
  );
  assert.equal(trace.statistics("sse").lost, 0);
});

test("a poll that finds older events is live: nothing had broken", () => {
  const trace = new Trace({ lanes: LANES });
  trace.add({ fact: "asked", lane: "polling", request: 1, at: 1_000, after: 0 });
  deliver(trace, 1, 500, 1_020, { lane: "polling" });
  trace.add({ fact: "answered", lane: "polling", request: 1, at: 1_020, status: 200, events: 1 });
  trace.add({ fact: "asked", lane: "polling", request: 2, at: 2_000, after: 1 });
  trace.add({ fact: "answered", lane: "polling", request: 2, at: 2_020, status: 200, events: 0 });
  assert.equal(trace.lane("polling").deliveries[0]?.kind, "live");
  assert.equal(trace.statistics("polling").empty, 1);
  assert.equal(trace.lane("polling").requests[0]?.events, 1);
});

test("an event that comes twice is told as again, and its latency is not counted", () => {
  const trace = started();
  deliver(trace, 1, 1_100, 1_110);
  deliver(trace, 1, 1_100, 1_310);
  assert.deepEqual(
    trace.lane("sse").deliveries.map((one) => one.kind),
    ["live", "again"],
  );
  const { events, duplicates, latencies } = trace.statistics("sse");
  assert.deepEqual({ events, duplicates, latencies }, { events: 1, duplicates: 1, latencies: [10] });
});

test("a skipped id is lost until it comes after all: then it is late", () => {
  const trace = started();
  deliver(trace, 1, 1_100, 1_110);
  deliver(trace, 4, 1_400, 1_410);
  const lane = trace.lane("sse");
  assert.equal(trace.statistics("sse").lost, 2);
  assert.equal(lane.fate(2), "lost");
  deliver(trace, 2, 1_200, 1_500);
  assert.deepEqual(
    lane.gaps.map(({ first, last, size }) => [first, last, size]),
    [[3, 3, 1]],
  );
  const { lost, out_of_order } = trace.statistics("sse");
  assert.deepEqual({ lost, out_of_order }, { lost: 1, out_of_order: 1 });
  assert.equal(lane.deliveries.at(-1)?.kind, "late");
});

test("a gap the server announces is lost once, with its ids", () => {
  const trace = started();
  deliver(trace, 1, 1_100, 1_110);
  trace.add({ fact: "gap", lane: "sse", size: 5, at: 1_500 });
  deliver(trace, 7, 1_600, 1_610);
  assert.deepEqual(trace.lane("sse").gaps, [{ at: 1_500, size: 5, first: 2, last: 6 }]);
  assert.equal(trace.statistics("sse").lost, 5);
});

test("an event nobody asked for, before a pause or in it, is not fetched, and not lost", () => {
  const trace = started();
  deliver(trace, 1, 1_100, 1_110);
  trace.add({ fact: "published", events: [{ id: 2, sent_at: 1_150 }] });
  trace.add({ fact: "pause", at: 1_200, why: "hidden" });
  trace.add({ fact: "ended", lane: "sse", request: 1, at: 1_200, reason: null });
  assert.equal(trace.lane("sse").fate(2), "not fetched");
  trace.add({ fact: "resume", at: 5_000, head: 4 });
  trace.add({ fact: "asked", lane: "sse", request: 2, at: 5_000, after: 4 });
  deliver(trace, 5, 5_100, 5_110, { request: 2 });
  assert.deepEqual(trace.pauses, [{ from: 1_200, to: 5_000, why: "hidden", missed: { sse: 3 } }]);
  assert.deepEqual(fromRecording(JSON.stringify(toRecording(trace))).pauses, trace.pauses);
  assert.equal(
    fromRecording(JSON.stringify(toRecording(trace)))
      .lane("sse")
      .fate(3),
    "not fetched",
  );
  assert.equal(trace.statistics("sse").lost, 0);
  assert.equal(trace.lane("sse").fate(3), "not fetched");
  assert.equal(trace.lane("sse").fate(6), "on its way");
});

test("later snapshots of the wire replace earlier ones, and bytes add up", () => {
  const trace = started();
  const wire = {
    fact: /** @type {const} */ ("wire"),
    lane: "sse",
    request: 1,
    received_at: 1_010,
    answered_at: 1_011,
    closed_at: null,
    status: 200,
  };
  trace.add({ ...wire, up: 500, down: 200, events: 0 });
  deliver(trace, 1, 1_100, 1_110);
  trace.add({ ...wire, up: 500, down: 284, events: 1 });
  const { bytes_up, bytes_down, bytes_per_event } = trace.statistics("sse");
  assert.deepEqual({ bytes_up, bytes_down, bytes_per_event }, { bytes_up: 500, bytes_down: 284, bytes_per_event: 784 });
  assert.equal(trace.lane("sse").requests[0]?.matched, true);
});

test("an upward message is one, when sent and when received", () => {
  const trace = started();
  trace.add({ fact: "upward", lane: "sse", request: 1, kind: "ack", sent_at: 1_500, received_at: null });
  trace.add({ fact: "upward", lane: "sse", request: 1, kind: "ack", sent_at: 1_500, received_at: 1_540 });
  assert.deepEqual(trace.lane("sse").upward, [{ request: 1, kind: "ack", sent_at: 1_500, received_at: 1_540 }]);
});

test("percentiles are nearest rank, over the latest thousand", () => {
  const trace = started();
  for (let id = 1; id <= 2_000; id++) deliver(trace, id, 1_000 + id, 1_000 + id + (id > 1_000 ? id - 1_000 : 9_999));
  const { p50_ms, p95_ms, latencies, events } = trace.statistics("sse");
  assert.deepEqual({ p50_ms, p95_ms, events }, { p50_ms: 500, p95_ms: 950, events: 2_000 });
  assert.equal(latencies.length, 160);
  assert.equal(latencies.at(-1), 1_000);
});

test("ten minutes of 50 events a second on four lanes stay bounded, and totals stay true", () => {
  const lanes = ["a", "b", "c", "d"];
  const trace = new Trace({ lanes });
  for (const lane of lanes) trace.add({ fact: "asked", lane, request: 1, at: 0, after: 0 });
  for (let id = 1; id <= 30_000; id++) {
    for (const lane of lanes) deliver(trace, id, id * 20, id * 20 + 5, { lane });
  }
  assert.ok(trace.published.length < 7_000, `${trace.published.length} published`);
  for (const name of lanes) {
    const lane = trace.lane(name);
    assert.ok(lane.deliveries.length < 7_000);
    assert.equal(lane.requests.length, 1, "the open stream stays, however old");
    assert.equal(lane.statistics.events, 30_000);
    assert.equal(lane.delivery(30_000)?.latency_ms, 5);
    assert.equal(lane.delivery(1), undefined);
  }
});

test("clear forgets what is over and keeps what is open", () => {
  const trace = started();
  deliver(trace, 1, 1_100, 1_110);
  trace.clear();
  assert.equal(trace.published.length, 0);
  assert.equal(trace.statistics("sse").events, 0);
  assert.equal(trace.lane("sse").requests.length, 1);
  assert.equal(trace.statistics("sse").requests, 1, "the open one serves on");
  deliver(trace, 2, 1_200, 1_210);
  assert.equal(trace.statistics("sse").lost, 0);
});

test("another room begins from nothing", () => {
  const trace = started();
  deliver(trace, 9, 1_100, 1_110);
  trace.add({ fact: "room", room: "other", topic: "stage", expires_in_s: 3_600, renewed: true, at: 1_900 });
  trace.add({ fact: "asked", lane: "sse", request: 2, at: 2_000, after: 0 });
  deliver(trace, 1, 2_100, 2_110, { request: 2 });
  assert.deepEqual(
    trace.lane("sse").deliveries.map((one) => one.kind),
    ["live"],
  );
});

test("a lane that is not there is named, with those that are", () => {
  assert.throws(() => started().lane("pigeon"), /lane "pigeon" is not in this trace; it has polling, sse/);
});
