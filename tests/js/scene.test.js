import assert from "node:assert/strict";
import { test } from "node:test";
import { eventTitle, latestFigure, sourceWords } from "../../static/js/lib/figures.js";
import { notice } from "../../static/js/lib/notice.js";
import { Pace } from "../../static/js/lib/pace.js";
import { fromRecording, toRecording } from "../../static/js/lib/recording.js";
import { Scene } from "../../static/js/lib/scene.js";
import { eventSentence } from "../../static/js/lib/sentences.js";
import { Trace } from "../../static/js/lib/trace.js";
import { costWords, fateWords, stateWords, troubleWords } from "../../static/js/lib/words.js";

/** @type {import("../../static/js/lib/scene.js").Look[]} */
const LOOKS = [
  {
    name: "polling",
    title: "Polling",
    kind: "exchange",
    hue: "poll",
    shape: "square",
    path: "poll",
    module: "",
    says: "asks on a timer",
  },
  {
    name: "long-polling",
    title: "Long polling",
    kind: "held",
    hue: "lp",
    shape: "triangle",
    path: "long-poll",
    module: "",
    says: "asks, then waits",
  },
  {
    name: "sse",
    title: "SSE",
    kind: "stream",
    hue: "sse",
    shape: "circle",
    path: "sse",
    module: "",
    says: "one open answer",
  },
];

/** The narrow no-break spaces, made visible. */
const plain = (/** @type {string} */ text) => text.replaceAll("\u202f", "_");

/** A scene at a settable time, whose session holds a trace that facts are put into. */
function setUp() {
  const trace = new Trace({ lanes: LOOKS.map(({ name }) => name) });
  const session = { trace, running: true };
  const settings = { lanes: LOOKS.map(({ name }) => name), window: 6, projector: false, interval: 2_000, hold: 25 };
  const time = { now: 10_000 };
  const clock = () => time.now;
  const scene = new Scene(/** @type {any} */ ({ looks: LOOKS, session, settings, clock }));
  const publish = (/** @type {number} */ id, /** @type {number} */ sent_at) =>
    trace.add({ fact: "published", events: [{ id, sent_at }] });
  const ask = (/** @type {string} */ lane, /** @type {number} */ at) =>
    trace.add({ fact: "asked", lane, request: 1, at, after: 0 });
  const deliver = (
    /** @type {string} */ lane,
    /** @type {number} */ id,
    /** @type {number} */ sent_at,
    /** @type {number} */ at,
  ) => trace.add({ fact: "delivered", lane, request: 1, event: { id, sent_at }, at });
  return { trace, session, settings, time, scene, publish, ask, deliver };
}

test("selecting an event stops the picture and brings the event into view", () => {
  const { scene, publish, time } = setUp();
  publish(1, 1_000);
  publish(2, 9_000);
  scene.select(2);
  assert.equal(scene.edge, 10_000);
  time.now = 30_000;
  assert.equal(scene.edge, 10_000);
  scene.step(-1);
  assert.equal(scene.selected, 1);
  assert.ok(scene.edge - 6_000 < 1_000 && 1_000 < scene.edge);
  scene.step(-1);
  assert.equal(scene.selected, 1);
});

test("what is published after the picture was stopped is counted as new", () => {
  const { scene, publish } = setUp();
  publish(1, 9_000);
  scene.togglePause();
  publish(2, 10_500);
  publish(3, 10_600);
  assert.equal(scene.unseen, 2);
  scene.end();
  assert.equal(scene.unseen, 0);
  assert.ok(scene.moving);
});

test("slow motion begins at the first event on show", () => {
  const { scene, publish } = setUp();
  publish(1, 2_000);
  publish(2, 8_000);
  scene.play(1 / 4);
  assert.equal(scene.edge, 8_000 - 150);
});

test("it goes slower step by step, and faster until it is back in the present", () => {
  const { scene, publish } = setUp();
  publish(1, 9_000);
  const speeds = [1, 1, 1, -1, -1, -1].map((step) => {
    scene.pace(step);
    return scene.playhead.speed;
  });
  assert.deepEqual(speeds, [1 / 4, 1 / 20, 1 / 20, 1 / 4, 1, 1]);
  assert.ok(scene.playhead.live);
});

test("the clock stops at the last instant the server was heard of", () => {
  const { scene, trace, time } = setUp();
  trace.add({ fact: "server", is: "gone", at: 9_500, retry_ms: 4_000 });
  time.now = 11_200;
  assert.equal(scene.live, 9_500);
  assert.ok(!scene.moving);
  assert.equal(plain(notice(scene, 11_200)?.text ?? ""), "Trying again in 3_s.");
});

test("a key shows only one lane, the same key all of them", () => {
  const { scene } = setUp();
  scene.showOnly(1);
  assert.deepEqual(
    scene.shown.map(({ name }) => name),
    ["long-polling"],
  );
  scene.showOnly(1);
  assert.equal(scene.shown.length, 3);
  scene.showOnly(7);
  assert.equal(scene.shown.length, 3);
});

test("Esc lets go of the innermost thing first", () => {
  const { scene, publish } = setUp();
  publish(1, 9_000);
  scene.showOnly(0);
  scene.select(1);
  assert.equal(scene.leave(), true);
  assert.deepEqual([scene.selected, scene.only], [null, "polling"]);
  assert.equal(scene.leave(), true);
  assert.equal(scene.only, null);
  assert.equal(scene.leave(), false);
});

test("the large figure speaks of the selected event, else of the last one on show", () => {
  const { scene, publish, ask, deliver } = setUp();
  ask("sse", 500);
  publish(1, 1_000);
  deliver("sse", 1, 1_000, 1_080);
  publish(2, 9_000);
  deliver("sse", 2, 9_000, 9_040);
  assert.equal(latestFigure(scene, "sse"), 40);
  assert.equal(latestFigure(scene, "polling"), null);
  scene.select(1);
  assert.equal(latestFigure(scene, "sse"), 80);
  assert.equal(eventTitle(scene), "event #1");
});

test("without all controls the figures follow the latest event", () => {
  const { scene, settings, publish, ask } = setUp();
  settings.projector = true;
  ask("sse", 500);
  publish(4, 9_000);
  assert.equal(eventTitle(scene), "event #4 took");
  assert.equal(latestFigure(scene, "sse"), "on its way");
});

test("an arrival that is still ahead is on its way", () => {
  const { trace, ask, publish, deliver } = setUp();
  ask("sse", 500);
  publish(1, 1_000);
  deliver("sse", 1, 1_000, 1_707);
  assert.equal(plain(fateWords(trace.lane("sse"), 1, 1_200)), "on its way");
  assert.equal(plain(fateWords(trace.lane("sse"), 1, 2_000)), "707_ms");
  assert.equal(fateWords(trace.lane("polling"), 1, 2_000), "–");
});

test("a recording plays from its first instant to its last, and can play again", () => {
  const { scene, time, ask, publish, trace } = setUp();
  ask("sse", 500);
  publish(1, 2_500);
  const recorded = fromRecording(JSON.stringify(toRecording(trace)));
  scene.replay(recorded, "Chromium, 12 March 2026");
  assert.equal(scene.live, 500);
  time.now += 60_000;
  assert.equal(scene.live, 2_500);
  assert.ok(!scene.moving);
  scene.end();
  assert.equal(scene.live, 500);
  scene.stopReplay();
  assert.equal(scene.trace, trace);
});

test("a lane says what it is doing", () => {
  const { trace } = setUp();
  const asked = { hold: 25, interval: 2_000 };
  const says = (/** @type {number} */ i, /** @type {number} */ at) => {
    const look = LOOKS[i] ?? assert.fail();
    return plain(
      stateWords(look, trace.lane(look.name), at, asked, trace.pauseAt(at))
        .map(({ text }) => text)
        .join(""),
    );
  };
  assert.equal(says(0, 0), "asks on a timer");
  trace.add({ fact: "state", lane: "polling", is: "waiting", ms: 1_500, at: 1_000 });
  assert.equal(says(0, 1_800), "idle · next poll in 0.7_s");
  trace.add({ fact: "state", lane: "long-polling", is: "asking", at: 1_000 });
  assert.equal(says(1, 4_200), "held 3.2_s of 25_s");
  trace.add({ fact: "state", lane: "sse", is: "open", at: 1_000 });
  assert.equal(says(2, 132_400), "open 2_min 11_s");
  trace.add({ fact: "state", lane: "sse", is: "retrying", ms: 1_400, attempt: 2, at: 140_000 });
  assert.equal(says(2, 140_000), "reconnecting, try 2 in 1.4_s");
  trace.add({ fact: "state", lane: "sse", is: "open", at: 142_000 });
  assert.equal(says(2, 143_400), "open again 1.4_s");
  trace.add({ fact: "state", lane: "sse", is: "gave-up", status: 503, at: 150_000 });
  assert.equal(says(2, 150_000), "gave up: 503");
  trace.add({ fact: "pause", at: 160_000, why: "gave way" });
  trace.add({ fact: "state", lane: "polling", is: "closed", at: 160_000 });
  assert.equal(says(0, 161_000), "paused for another tab");
  assert.equal(says(2, 143_400), "open again 1.4_s");
});

test("a lane says what went wrong and what it cost", () => {
  const { trace, ask, deliver } = setUp();
  ask("long-polling", 0);
  deliver("long-polling", 1, 100, 150);
  deliver("long-polling", 4, 100, 150);
  deliver("long-polling", 4, 100, 160);
  assert.equal(troubleWords(trace.statistics("long-polling")), "lost 2, 1 duplicate");
  const statistics = trace.statistics("long-polling");
  assert.equal(costWords(LOOKS[0] ?? assert.fail(), { ...statistics, requests: 5, empty: 2 }), "2 of 5 answers empty");
  assert.equal(costWords(LOOKS[1] ?? assert.fail(), { ...statistics, requests: 9, events: 9 }), "1 request each");
  assert.equal(costWords(LOOKS[2] ?? assert.fail(), { ...statistics, requests: 1 }), "1 request in all");
});

test("a sentence tells how every lane had the selected event", () => {
  const { scene, trace, ask, publish, deliver } = setUp();
  for (const { name } of LOOKS) ask(name, 500);
  publish(1, 1_000);
  deliver("sse", 1, 1_000, 1_078);
  deliver("long-polling", 1, 1_000, 1_081);
  assert.equal(
    plain(eventSentence(scene, 1)?.text ?? ""),
    "Event 1 reached the browser by SSE after 78_ms, long polling 81_ms. It is on its way by polling.",
  );
  scene.lane = "sse";
  trace.add({
    fact: "wire",
    lane: "sse",
    request: 1,
    received_at: 510,
    answered_at: 511,
    closed_at: null,
    status: 200,
    up: 549,
    down: 260,
    events: 1,
  });
  assert.equal(
    plain(eventSentence(scene, 1)?.text ?? ""),
    "SSE: event 1 came after 78_ms, on a connection made 500_ms before the event. It carried 1 event so far, with 549_B up and 260_B down.",
  );
  assert.equal(eventSentence(scene, 9), null);
});

test("what is missing is said in words, with the one action that helps", () => {
  const { scene, session, trace, publish } = setUp();
  session.running = false;
  assert.deepEqual(notice(scene, 0), {
    text: "Nothing has happened yet.",
    button: { word: "Publish", act: "publish" },
  });
  session.running = true;
  trace.add({ fact: "state", lane: "sse", is: "open", at: 1 });
  assert.equal(notice(scene, 0)?.text, "Opening three connections. 1 of 3.");
  publish(1, 5);
  assert.equal(notice(scene, 0), null);
  trace.add({
    fact: "refused",
    code: "too-fast",
    message: "The server takes 50 a second.",
    hint: "Wait a moment.",
    at: 1_000,
  });
  assert.equal(notice(scene, 2_000)?.strong, "The server takes 50 a second.");
  assert.equal(notice(scene, 20_000), null);
});

test("the picture is renewed with every frame, words ten times a second, and the last change is shown", () => {
  const pace = new Pace();
  const still = { changed: false, moving: false, reduced: false };
  const run = { ...still, moving: true };
  assert.deepEqual(pace.due(0, run), { picture: true, words: true });
  assert.deepEqual(pace.due(16, run), { picture: true, words: false });
  assert.deepEqual(pace.due(32, still), { picture: true, words: false });
  assert.deepEqual(pace.due(48, still), { picture: false, words: false });
  assert.deepEqual(pace.due(104, still), { picture: false, words: true });
  assert.deepEqual(pace.due(300, still), { picture: false, words: false });
});

test("with reduced motion the picture is renewed on change and once a second", () => {
  const pace = new Pace();
  const run = { changed: false, moving: true, reduced: true };
  const painted = [0, 16, 500, 999, 1_000, 1_016].map((time) => pace.due(time, run).picture);
  assert.deepEqual(painted, [true, false, false, false, true, false]);
  assert.ok(pace.due(1_020, { ...run, changed: true }).picture);
});

test("what a small stage says of its figures names what is in their way", () => {
  const { scene, trace } = setUp();
  assert.equal(sourceWords(scene), "Live, no delay added");
  const set_at = scene.edge - 1_000;
  const steps = [{ at_s: 0, delay_down_ms: 200, lanes: { sse: { cut: true } } }];
  trace.add({ fact: "conditions", told: { steps, set_at }, at: set_at });
  assert.equal(plain(sourceWords(scene)), "Live, with +200_ms down and more on single lines");
});
