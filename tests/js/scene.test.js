import assert from "node:assert/strict";
import { test } from "node:test";
import { paceWords } from "../../static/js/lib/figures.js";
import { notice } from "../../static/js/lib/notice.js";
import { fromRecording, toRecording } from "../../static/js/lib/recording.js";
import { plain, setUp } from "./scene-facts.js";

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

test("slow motion that was asked for before there was an event begins with the first, on the clock as it is by then", () => {
  const { scene, publish, trace, time } = setUp();
  scene.play(1 / 4);
  trace.add({ fact: "clock", offset_ms: 3_600_000, error_ms: 1, rtt_ms: 1, at: time.now + 3_600_000 });
  scene.heard();
  time.now += 20_000;
  publish(1, time.now + 3_600_000);
  scene.heard();
  assert.equal(scene.edge, scene.live - 150);
  publish(2, time.now + 3_600_000);
  time.now += 4_000;
  scene.heard();
  assert.equal(scene.edge, scene.live - 150 - 3_000);
});

test("a pace that waits for an event is given up with the next thing that moves the picture", () => {
  const { scene, publish } = setUp();
  for (const act of [() => scene.end(), () => scene.play(1), () => scene.togglePause()]) {
    scene.play(1 / 4);
    act();
    const { live, paused } = scene.playhead;
    publish(1, 9_000);
    scene.heard();
    assert.deepEqual([scene.playhead.live, scene.playhead.paused], [live, paused]);
    scene.clear();
  }
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

test("a picture that does not move with time says at which pace it does", () => {
  const { scene } = setUp();
  assert.equal(paceWords(scene), "");
  scene.play(1 / 20);
  assert.equal(paceWords(scene), "1/20 speed");
  scene.togglePause();
  assert.equal(paceWords(scene), "paused, 1/20 speed");
  scene.end();
  scene.togglePause();
  assert.equal(paceWords(scene), "paused");
});

test("where lanes cannot be unfolded, those that are folded take no room", () => {
  const { scene, settings } = setUp();
  settings.lanes = ["sse"];
  assert.equal(scene.shown.length, 3);
  scene.controls = "mini";
  assert.deepEqual(
    scene.shown.map(({ name }) => name),
    ["sse"],
  );
});

test("keys count the lanes that have a place, and none leaves a picture without any", () => {
  const { scene, settings } = setUp();
  settings.lanes = ["long-polling", "sse"];
  scene.showOnly(0); // it is folded
  assert.equal(scene.shown.length, 3);
  scene.controls = "mini";
  scene.showOnly(0);
  assert.deepEqual(
    scene.shown.map(({ name }) => name),
    ["long-polling"],
  );
  scene.showOnly(2);
  assert.equal(scene.shown.length, 1);
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
