import assert from "node:assert/strict";
import { test } from "node:test";
import { eventTitle, latestFigure, sourceWords } from "../../static/js/lib/figures.js";
import { notice } from "../../static/js/lib/notice.js";
import { eventSentence } from "../../static/js/lib/sentences.js";
import { costWords, fateWords, stateWords, troubleWords } from "../../static/js/lib/words.js";
import { LOOKS, plain, setUp } from "./scene-facts.js";

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
  assert.equal(costWords(LOOKS[1] ?? assert.fail(), { ...statistics, requests: 2, events: 1 }), "1 request each");
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

test("somebody else's room can be watched with one press, and offers nothing that it would refuse", () => {
  const { scene, session, trace } = setUp();
  Object.assign(session, { running: false, watches: true });
  assert.deepEqual(notice(scene, 0)?.button, { word: "Watch", act: "watch" });
  session.running = true;
  for (const lane of ["polling", "long-polling", "sse"]) trace.add({ fact: "state", lane, is: "open", at: 1 });
  assert.equal(notice(scene, 0)?.button, undefined);
});

test("what of the link does not hold is said until it is dismissed, also when events come, one notice after the other", () => {
  const { scene, publish } = setUp();
  scene.misread.push({ text: "one" }, { text: "two" });
  publish(1, 5);
  assert.equal(notice(scene, 0)?.text, "one");
  scene.dismiss();
  assert.equal(notice(scene, 0)?.text, "two");
  scene.dismiss();
  assert.equal(notice(scene, 0), null);
});

test("what a small stage says of its figures names what is in their way", () => {
  const { scene, trace } = setUp();
  assert.equal(sourceWords(scene), "Live, no delay added");
  const set_at = scene.edge - 1_000;
  const steps = [{ at_s: 0, delay_down_ms: 200, lanes: { sse: { cut: true } } }];
  trace.add({ fact: "conditions", told: { steps, set_at }, at: set_at });
  assert.equal(plain(sourceWords(scene)), "Live, with +200_ms down and more on single lines");
});
