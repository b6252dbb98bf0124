import assert from "node:assert/strict";
import { test } from "node:test";
import { caption } from "../../static/js/lib/caption.js";
import { Trace } from "../../static/js/lib/trace.js";

const TITLES = { polling: "Polling", "long-polling": "Long polling", sse: "SSE", websocket: "WebSocket" };
const STREAMS = ["sse", "websocket"];

/** A trace of four lanes that have all asked at 0, after event 0. */
function started() {
  const trace = new Trace({ lanes: Object.keys(TITLES) });
  for (const lane of trace.lanes.keys()) {
    trace.add({ fact: "asked", lane, request: 1, at: 0, after: 0 });
    if (STREAMS.includes(lane)) trace.add({ fact: "state", lane, is: "open", at: 10 });
  }
  trace.add({ fact: "answered", lane: "polling", request: 1, at: 10, status: 200, events: 0 });
  return trace;
}

/**
 * @param {Trace} trace
 * @param {string} lane
 * @param {number} id
 * @param {number} sent_at
 * @param {number} latency_ms
 */
function deliver(trace, lane, id, sent_at, latency_ms, request = 1) {
  trace.add({ fact: "delivered", lane, request, event: { id, sent_at }, at: sent_at + latency_ms });
}

/** @param {Trace} trace @param {number} now */
function say(trace, now) {
  const { text, urgent } = caption(trace, now, TITLES);
  return (urgent ? "! " : "") + text.replaceAll("\u202f", " ");
}

test("before the first event it says so", () => {
  assert.equal(say(started(), 500), "Nothing has happened yet.");
});

test("an event that all lanes had soon", () => {
  const trace = started();
  for (const [index, lane] of Object.keys(TITLES).entries()) deliver(trace, lane, 1, 1_000, 40 + index);
  assert.equal(say(trace, 1_100), "Event 1 reached all four lanes within 43 ms.");
});

test("a poll that came later says why", () => {
  const trace = started();
  for (const lane of ["long-polling", "sse", "websocket"]) deliver(trace, lane, 1, 1_000, 48);
  assert.equal(say(trace, 1_100), "Event 1 reached three lanes within 48 ms.");
  assert.equal(say(trace, 1_900), "Event 1 reached three lanes within 48 ms; polling has not asked since.");
  trace.add({ fact: "asked", lane: "polling", request: 2, at: 2_800, after: 0 });
  deliver(trace, "polling", 1, 1_000, 1_840, 2);
  assert.equal(
    say(trace, 3_000),
    "Event 1 reached three lanes within 48 ms; polling heard of it after 1,840 ms, when it happened to ask.",
  );
});

test("what lies in the future of the moment on show is not told", () => {
  const trace = started();
  deliver(trace, "sse", 1, 1_000, 20);
  deliver(trace, "websocket", 1, 1_000, 500);
  assert.equal(say(trace, 1_050), "Event 1 came by SSE after 20 ms.");
});

test("while events follow each other, it tells of the newest that all lanes have", () => {
  const trace = started();
  for (let id = 1; id <= 8; id++) {
    for (const lane of ["long-polling", "sse", "websocket"]) deliver(trace, lane, id, id * 500, 20);
  }
  trace.add({ fact: "asked", lane: "polling", request: 2, at: 3_050, after: 0 });
  for (let id = 1; id <= 6; id++) deliver(trace, "polling", id, id * 500, 3_070 - id * 500, 2);
  trace.add({ fact: "answered", lane: "polling", request: 2, at: 3_070, status: 200, events: 6 });
  const sixth = "Event 6 reached all four lanes within 70 ms.";
  assert.equal(say(trace, 4_100), sixth);
  assert.match(say(trace, 9_000), /^Event 8 reached three lanes within 20 ms; polling has not asked since/);
});

test("above two events a second it sums up, and stands still for three seconds", () => {
  const trace = started();
  for (let id = 1; id <= 9; id++) {
    for (const lane of ["long-polling", "sse", "websocket"]) deliver(trace, lane, id, 3_000 + id * 300, 80);
    deliver(trace, "polling", id, 3_000 + id * 300, 200);
  }
  const said = "In the last 3 s: 9 events. Median: polling 200 ms, the others about 80 ms.";
  assert.equal(say(trace, 6_100), said);
  assert.equal(say(trace, 8_900), said);
});

test("a break is told at once, and its end with what it cost", () => {
  const trace = started();
  deliver(trace, "sse", 1, 1_000, 20);
  trace.add({ fact: "ended", lane: "sse", request: 1, at: 2_000, reason: "cut" });
  trace.add({ fact: "state", lane: "sse", is: "lost", at: 2_000 });
  trace.add({ fact: "state", lane: "sse", is: "retrying", at: 2_000, ms: null, attempt: 1 });
  assert.equal(say(trace, 2_100), "! SSE lost its line. It tries again by itself, from the last event it had.");
  trace.add({ fact: "asked", lane: "sse", request: 2, at: 4_600, after: 1 });
  trace.add({ fact: "state", lane: "sse", is: "asking", at: 4_600 });
  trace.add({ fact: "opened", lane: "sse", request: 2, at: 4_610 });
  trace.add({ fact: "state", lane: "sse", is: "open", at: 4_610 });
  for (const id of [2, 3]) deliver(trace, "sse", id, 3_000 + id, 4_611 - 3_000 - id, 2);
  assert.equal(
    say(trace, 4_700),
    "! The SSE line was gone for 2.6 s and two events missed it. It asked for what came after event 1; the server replayed two events. Nothing was lost.",
  );
  assert.match(say(trace, 12_000), /^Event 3 was heard of by SSE after 1,608 ms, replayed/);
});

test("a lane that gave up, a gap, a repeat and a pause are told", () => {
  const trace = started();
  trace.add({
    fact: "state",
    lane: "polling",
    is: "gave-up",
    at: 1_000,
    status: 404,
    message: "There is no such room.",
  });
  assert.equal(say(trace, 1_100), "! The server answered 404, and polling gave up. There is no such room.");
  trace.add({ fact: "gap", lane: "sse", size: 3, at: 2_000 });
  assert.equal(say(trace, 2_100), "! Events 1 to 3 can no longer come by SSE: three events lost.");
  deliver(trace, "websocket", 4, 2_200, 10);
  deliver(trace, "websocket", 4, 2_200, 90);
  assert.equal(say(trace, 2_400), "! WebSocket delivered event 4 again.");
});

test("a pause says why it was, and what each lane missed", () => {
  const trace = started();
  const pause = (/** @type {"hidden" | "gave way"} */ why, /** @type {number} */ at, /** @type {number} */ head) => {
    trace.add({ fact: "pause", at, why });
    trace.add({ fact: "resume", at: at + 2_000, head });
    return say(trace, at + 2_100);
  };
  assert.equal(
    pause("hidden", 3_000, 0),
    "! This page was hidden for 2.0 s, and its connections were closed. No event was missed.",
  );
  for (const lane of ["long-polling", "sse", "websocket"]) deliver(trace, lane, 1, 5_500, 40);
  assert.equal(say(trace, 11_900), "Event 1 reached three lanes within 40 ms; polling has not asked since.");
  assert.equal(
    pause("hidden", 12_000, 1),
    "! This page was hidden for 2.0 s, and its connections were closed. Not fetched: one event by polling.",
  );
  assert.equal(say(trace, 21_000), "Event 1 reached three lanes within 40 ms; polling has not fetched it.");
  assert.equal(
    pause("gave way", 22_000, 3),
    "! This stage was paused for 2.0 s: another tab needed its connections. Two events were not fetched.",
  );
});

test("a server that is gone is said for as long as the picture stands still", () => {
  const trace = started();
  trace.add({ fact: "server", is: "gone", at: 5_000, retry_ms: 800 });
  assert.match(say(trace, 5_000), /^! The server cannot be reached/);
});
