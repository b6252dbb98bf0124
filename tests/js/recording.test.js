import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRecording, toRecording } from "../../static/js/lib/recording.js";
import { Trace } from "../../static/js/lib/trace.js";

function trace() {
  const trace = new Trace({ lanes: ["polling", "sse"], room: "abc", topic: "stage" });
  trace.add({ fact: "clock", offset_ms: 12.5, error_ms: 1.5, rtt_ms: 3, at: 900 });
  trace.add({ fact: "asked", lane: "sse", request: 1, at: 1_000, after: 0 });
  trace.add({ fact: "opened", lane: "sse", request: 1, at: 1_020 });
  trace.add({
    fact: "wire",
    lane: "sse",
    request: 1,
    received_at: 1_010,
    answered_at: 1_011,
    closed_at: null,
    status: 200,
    up: 500,
    down: 284,
    events: 1,
  });
  trace.add({ fact: "delivered", lane: "sse", request: 1, event: { id: 1, sent_at: 1_100, type: "tick" }, at: 1_178 });
  trace.add({ fact: "delivered", lane: "sse", request: 1, event: { id: 4, sent_at: 1_200, type: "tick" }, at: 1_278 });
  trace.add({ fact: "asked", lane: "polling", request: 1, at: 1_000, after: 0 });
  trace.add({ fact: "answered", lane: "polling", request: 1, at: 1_030, status: 200, events: 0 });
  return trace;
}

const exported = () => ({
  ...JSON.parse(JSON.stringify(toRecording(trace()))),
  exported_at: "2026-11-24",
  browser: "Chromium 140",
});

test("an export has the promised keys", () => {
  const file = exported();
  assert.equal(file.version, 1);
  assert.deepEqual([file.room, file.topic], ["abc", "stage"]);
  assert.equal(file.clock.offset_ms, 12.5);
  assert.deepEqual(file.published[0], { id: 1, sent_at: 1_100, type: "tick" });
  const [request] = file.lanes.sse.requests;
  for (const key of ["opened_at", "answered_at", "closed_at", "status", "bytes_up", "bytes_down", "events"])
    assert.ok(key in request);
  assert.deepEqual([request.opened_at, request.answered_at, request.bytes_up, request.events], [1_000, 1_011, 500, 2]);
});

test("what was exported reads back as the same trace", () => {
  const read = fromRecording(JSON.stringify(exported()));
  assert.deepEqual(JSON.parse(JSON.stringify(toRecording(read))), exported());
  assert.deepEqual(read.statistics("sse"), trace().statistics("sse"));
  assert.equal(read.lane("sse").fate(2), "lost");
  assert.equal(read.latest, 1_278);
});

test("a reason in any language, as browsers and closing ends give it, does not spoil an export", () => {
  const spoken = trace();
  spoken.add({ fact: "ended", lane: "sse", request: 1, reason: "die Verbindung wurde getrennt – „Ende“\n", at: 1_300 });
  const file = JSON.stringify(toRecording(spoken));
  assert.deepEqual(JSON.parse(JSON.stringify(toRecording(fromRecording(file)))).lanes, JSON.parse(file).lanes);
});

test("a file with only the fixed keys is enough", () => {
  const read = fromRecording({
    version: 1,
    room: "r",
    topic: "t",
    clock: { offset_ms: 0, error_ms: 1 },
    published: [{ id: 1, sent_at: 10 }],
    lanes: {
      polling: {
        deliveries: [{ id: 1, sent_at: 10, arrived_at: 40, latency_ms: 30 }],
        requests: [
          { opened_at: 5, answered_at: 6, closed_at: 7, status: 200, bytes_up: 400, bytes_down: 100, events: 0 },
          { opened_at: 30, answered_at: 35, closed_at: 40, status: 200, bytes_up: 400, bytes_down: 300, events: 1 },
        ],
      },
    },
  });
  const { events, requests, empty, bytes_per_event } = read.statistics("polling");
  assert.deepEqual(
    { events, requests, empty, bytes_per_event },
    { events: 1, requests: 2, empty: 1, bytes_per_event: 1_200 },
  );
});

/**
 * @param {object} file
 * @param {any} target a part of it
 * @param {string} key
 * @param {unknown} value
 */
function spoil(file, target, key, value) {
  target[key] = value;
  return file;
}

/** @type {[string, (file: any) => unknown, RegExp][]} */
const HOSTILE = [
  ["not JSON", () => "{oops", /the file is "\{oops", but must be JSON/],
  ["a list", () => [], /the file is a list of 0, but must be an object/],
  ["another version", (file) => ({ ...file, version: 2 }), /version is 2, but must be 1/],
  ["no lanes", (file) => ({ ...file, lanes: {} }), /lanes is an object, but must be an object with 1 to 16 entries/],
  ["markup in a name", (file) => ({ ...file, lanes: { "<b>": file.lanes.sse } }), /lanes is "<b>"/],
  ["a prototype", (file) => ({ ...file, lanes: JSON.parse('{"__proto__": {}}') }), /lanes/],
  [
    "no time",
    (file) => spoil(file, file.lanes.sse.deliveries[0], "arrived_at", undefined),
    /lanes\.sse\.deliveries\[0\]\.arrived_at is missing/,
  ],
  [
    "a text for a number",
    (file) => spoil(file, file.published[0], "id", "1"),
    /published\[0\]\.id is "1", but must be a whole number from 1/,
  ],
  [
    "a latency that does not fit",
    (file) => spoil(file, file.lanes.sse.deliveries[0], "latency_ms", 5),
    /latency_ms is 5, but must be arrived_at - sent_at = 78/,
  ],
  [
    "a list without end",
    (file) => ({ ...file, published: new Array(60_001).fill({ id: 1, sent_at: 1 }) }),
    /at most 60,000 items/,
  ],
  [
    "a negative time",
    (file) => spoil(file, file.published[0], "sent_at", -1),
    /published\[0\]\.sent_at is -1, but must be a time in milliseconds since 1970/,
  ],
  ["a clock better than true", (file) => spoil(file, file.clock, "error_ms", -5), /clock\.error_ms is -5, but must be/],
  ["a clock of unknown error", (file) => spoil(file, file.clock, "error_ms", undefined), /clock\.error_ms is missing/],
  ["no date", (file) => ({ ...file, exported_at: "yesterday" }), /exported_at is "yesterday", but must be a date/],
  ["NaN", (file) => JSON.stringify(file).replace("1100", "NaN"), /the file is .*but must be JSON/],
  ["half of itself", (file) => JSON.stringify(file).slice(0, -9), /the file is .*but must be JSON/],
  [
    "progress",
    () => ({ version: 1, lessons: {}, cards: {} }),
    /must be a trace, and this is progress: \/progress takes it/,
  ],
  ["a file without end", () => "x".repeat(20_000_001), /at most 20,000,000 characters/],
];

for (const [what, make, message] of HOSTILE) {
  test(`a file with ${what} is refused, with the value, the reason and the remedy`, () => {
    assert.throws(() => fromRecording(make(exported())), { name: "ShapeError", message });
  });
}
