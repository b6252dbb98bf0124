import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { LaneRun } from "../../static/js/worker/lane-run.js";

/** @type {any[]} */
let facts = [];
let now = 0;
/** @type {any} what the lane gave to the last `connect` */
let options;
/** @type {object[]} */
let sent = [];
let gaveUp = 0;

/** @type {import("../../static/js/worker/lane-run.js").Bench} */
const bench = {
  now: () => now,
  toServer: (at) => at + 1_000,
  estimate: () => ({ offset_ms: 1_000, error_ms: 1, rtt_ms: 20 }),
  interval: () => 500,
  post: (fact) => facts.push(fact),
  onGaveUp: () => gaveUp++,
};

function makeLane({ speaks = false } = {}) {
  const send = (/** @type {object} */ message) => sent.push(message) > 0;
  const lane = new LaneRun(
    "lane",
    (given) => {
      options = given;
      given.signal.addEventListener("abort", () => given.onState({ is: "closed" }));
      return speaks ? { send } : {};
    },
    bench,
  );
  lane.open("http://server/stream?tag=t", 7);
  return lane;
}

/** Facts of one kind, without the lane's name. @param {string} kind */
const of = (kind) => facts.filter((fact) => fact.fact === kind).map(({ fact: _, lane: __, ...rest }) => rest);

beforeEach(() => {
  facts = [];
  sent = [];
  now = 0;
  gaveUp = 0;
});

test("what a stream says becomes facts on the server's clock", () => {
  makeLane();
  assert.equal(options.after, 7);
  options.onState({ is: "asking", after: 7 });
  now = 30;
  options.onState({ is: "open" });
  now = 80;
  options.onEvent({ id: 8, topic: "stage", type: "message", data: "not told", sent_at: 1_070 });
  assert.deepEqual(of("asked"), [{ request: 1, at: 1_000, after: 7 }]);
  assert.deepEqual(of("opened"), [{ request: 1, at: 1_030 }]);
  assert.deepEqual(of("delivered"), [{ request: 1, event: { id: 8, sent_at: 1_070, type: "message" }, at: 1_080 }]);
});

test("a line that breaks ends its request once, and the next one has the next number", () => {
  makeLane();
  options.onState({ is: "asking", after: 7 });
  options.onState({ is: "lost", reason: "gone" });
  options.onState({ is: "retrying", ms: 100, attempt: 1 });
  options.onState({ is: "asking", after: 7 });
  assert.deepEqual(of("ended"), [{ request: 1, reason: "gone", at: 1_000 }]);
  assert.deepEqual(
    of("asked").map(({ request }) => request),
    [1, 2],
  );
});

test("a reconnect that nobody saw leave is dated by the server's record", () => {
  const lane = makeLane();
  now = 100;
  options.onState({ is: "asking", after: 7, unseen: true });
  assert.equal(of("asked")[0].at, 1_080, "a round trip ago");
  const seen = { answered_at: null, closed_at: null, status: null, up: 10, down: 0, events: 0 };
  lane.wire({ transport: "lane", number: 3, after: 7, received_at: 1_085, ...seen });
  lane.wire({ transport: "lane", number: 3, after: 7, received_at: 1_085, ...seen, up: 20 });
  assert.deepEqual(
    of("wire").map(({ request, asked_at, up }) => [request, asked_at, up]),
    [
      [1, 1_075, 10],
      [1, undefined, 20],
    ],
  );
  assert.ok(!("unseen" in of("state")[0]));
});

test("a lane that is opened again goes on where it stopped", () => {
  const lane = makeLane();
  options.onState({ is: "asking", after: 7 });
  options.onState({ is: "gap", size: 2 });
  options.onEvent({ id: 10, topic: "stage", type: "message", data: null, sent_at: 1_000 });
  const old = options;
  lane.open("http://server/stream?hold=5");
  assert.equal(options.after, 10);
  assert.deepEqual(of("ended"), [{ request: 1, reason: null, at: 1_000 }]);
  old.onEvent({ id: 11, topic: "stage", type: "message", data: null, sent_at: 1_000 });
  assert.equal(of("delivered").length, 1, "what the closed one still says is not heard");
});

test("a lane that gave up says so to the bench", () => {
  makeLane();
  options.onState({ is: "asking", after: 7 });
  options.onState({ is: "gave-up", status: null, message: "no stream" });
  assert.deepEqual(of("ended"), [{ request: 1, reason: "no stream", at: 1_000 }]);
  assert.equal(gaveUp, 1);
});

test("events are acknowledged at most once a second, and arrivals at the server are told", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const lane = makeLane({ speaks: true });
  const pass = (/** @type {number} */ ms) => {
    now += ms;
    context.mock.timers.tick(ms);
  };
  options.onState({ is: "asking", after: 7 });
  options.onState({ is: "open" });
  for (let id = 8; id <= 27; id++) {
    options.onEvent({ id, topic: "stage", type: "message", data: null, sent_at: 1_000 });
    pass(100);
  }
  assert.deepEqual(sent, [{ ack: 8 }, { ack: 18 }]);
  lane.upward({ number: 1, at: 1_005 });
  const [first, , received] = of("upward");
  assert.deepEqual([first.kind, first.received_at], ["ack", null]);
  assert.deepEqual([received.sent_at, received.received_at], [first.sent_at, 1_005]);
  for (let second = 0; second < 20; second++) pass(1_000);
  assert.ok("ping" in (sent.at(-1) ?? {}));
  lane.close();
  const before = sent.length;
  pass(60_000);
  assert.equal(sent.length, before);
});
