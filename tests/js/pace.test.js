import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../static/js/lib/pace.js";

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
