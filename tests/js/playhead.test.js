import assert from "node:assert/strict";
import { test } from "node:test";
import { Playhead, REACH_MS } from "../../static/js/lib/playhead.js";

test("the edge is the present until somebody stops the picture", () => {
  const playhead = new Playhead();
  assert.equal(playhead.edge(5_000), 5_000);
  playhead.pause(5_000);
  assert.equal(playhead.edge(9_000), 5_000);
  assert.ok(playhead.paused && !playhead.live);
});

test("going on at full pace is going back to the present", () => {
  const playhead = new Playhead();
  playhead.pause(5_000);
  playhead.resume(9_000);
  assert.ok(playhead.live);
  assert.equal(playhead.edge(9_500), 9_500);
});

test("slow motion stretches the axis by the factor it slows time", () => {
  const playhead = new Playhead({ window_ms: 6_000 });
  playhead.play(1 / 20, 1_000, 10_000);
  assert.equal(playhead.span_ms, 300);
  assert.equal(playhead.edge(12_000), 1_100);
});

test("slow motion pauses where it is and goes on from there", () => {
  const playhead = new Playhead();
  playhead.play(1 / 4, 1_000, 10_000);
  playhead.pause(14_000);
  assert.equal(playhead.edge(20_000), 2_000);
  playhead.resume(20_000);
  assert.equal(playhead.edge(24_000), 3_000);
});

test("nothing is on show from before the recording or after the present", () => {
  const playhead = new Playhead();
  playhead.seek(-1e9, 200_000);
  assert.equal(playhead.edge(200_000), 200_000 - REACH_MS);
  playhead.seek(1e9, 200_000);
  assert.equal(playhead.edge(200_000), 200_000);
  assert.equal(playhead.edge(200_000 + REACH_MS + 500), 200_500);
});

test("the window goes through round widths and stops at both ends", () => {
  const playhead = new Playhead({ window_ms: 5_000 });
  playhead.zoom(1);
  assert.equal(playhead.window_ms, 9_000);
  for (let i = 0; i < 20; i++) playhead.zoom(-1);
  assert.equal(playhead.window_ms, 1_000);
  for (let i = 0; i < 20; i++) playhead.zoom(1);
  assert.equal(playhead.window_ms, REACH_MS);
});
