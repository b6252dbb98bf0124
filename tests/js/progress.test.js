/** What a learner did is kept, survives a broken store, and can be taken elsewhere. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Progress } from "../../static/js/lib/progress.js";
import { asked, begun, isDue, saysDue } from "../../static/js/lib/review.js";

const DAY = 24 * 60 * 60 * 1_000;

function store(values = {}) {
  const map = new Map(Object.entries(values));
  return { getItem: (k) => map.get(k) ?? null, setItem: (k, v) => map.set(k, v), removeItem: (k) => map.delete(k) };
}

test("the first prediction stays, also when it was 'I do not know'", () => {
  const progress = new Progress(store(), () => 5);
  progress.predict("polling", "mean", null);
  progress.predict("polling", "mean", 1000);
  assert.deepEqual(progress.prediction("polling", "mean"), { answer: null, at: 5 });
});

test("a measurement joins its prediction, and none comes without one", () => {
  const progress = new Progress(store());
  progress.measure("polling", "mean", { value: 1, n: 1 });
  assert.equal(progress.prediction("polling", "mean"), null);
  progress.predict("polling", "mean", 2000);
  progress.measure("polling", "mean", { value: 946, n: 35 });
  assert.deepEqual(progress.prediction("polling", "mean")?.measured, { value: 946, n: 35 });
});

test("a lesson is done with the last of its steps", () => {
  const progress = new Progress(store(), () => 9);
  progress.step("polling", "predict", ["predict", "run"]);
  assert.equal(progress.lesson("polling").done_at, null);
  progress.step("polling", "run", ["predict", "run"]);
  assert.equal(progress.lesson("polling").done_at, 9);
});

test("two tabs do not undo each other", () => {
  const shared = store();
  const [one, other] = [new Progress(shared), new Progress(shared)];
  one.check("polling", "a", true);
  other.check("polling", "b", false);
  assert.deepEqual(Object.keys(one.lesson("polling").checks), ["a", "b"]);
});

test("what was exported can be imported elsewhere", () => {
  const [here, there] = [new Progress(store()), new Progress(store())];
  here.modify("sse", "cut");
  here.at("sse", "run-it");
  there.import(here.export());
  assert.deepEqual(there.kept, here.kept);
  assert.equal(there.kept.last, "sse");
});

test("what is no progress is refused with its reason, and what was there stays", () => {
  const progress = new Progress(store());
  progress.at("sse", "run-it");
  assert.throws(() => progress.import('{"version": 2}'), /no progress of this course/);
  assert.throws(() => progress.import('{"version": 1}'), /incomplete/);
  assert.equal(progress.kept.last, "sse");
});

test("the theme of this browser goes along, and is erased with the rest", () => {
  const [shared, empty] = [store({ theme: "dark" }), store()];
  const [here, there] = [new Progress(shared), new Progress(empty)];
  here.modify("sse", "cut");
  there.import(here.export());
  assert.deepEqual([empty.getItem("theme"), there.theme], ["dark", "dark"]);
  assert.deepEqual(JSON.parse(there.export()), JSON.parse(here.export()), "and is the same when it is exported again");
  assert.equal("theme" in there.kept, false, "it has one place");
  there.import('{"version":1,"lessons":{},"cards":{}}');
  assert.equal(there.theme, "dark", "a file without one leaves it");
  there.erase();
  assert.deepEqual([empty.getItem("theme"), empty.getItem("progress")], [null, null]);
  assert.equal(new Progress(store({ theme: "<b>" })).theme, undefined, "somebody else's is none");
});

test("what there is no room for is not called imported, and what was there stays", () => {
  const values = store();
  const progress = new Progress(values);
  progress.at("sse", "run-it");
  values.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  assert.throws(() => progress.import('{"version":1,"lessons":{},"cards":{}}'), /no room to keep it/);
  assert.equal(progress.kept.last, "sse");
  assert.throws(() => progress.import(" ".repeat(1_000_001)), /longer than 1,000,000 characters/);
});

const BREAKING = {
  null: /is null, and should say "version": 1/,
  "[]": /is \[\], and should say/,
  '"text"': /it is "text", and should say/,
  7: /it is 7, and should say/,
  [`${"[".repeat(400_000)}${"]".repeat(400_000)}`]: /it is a list of 1, and should say/,
  '{"version":"1","lessons":{},"cards":{}}': /its version is "1", and should say/,
  '{"version":1,"lanes":{"sse":{}},"published":[]}': /This is a trace and no progress/,
  '{"version":1,"lessons":{},"cards":{},"theme":"blue"}': /theme is "blue", and should be system, light or dark/,
  '{"version":1,"lessons":null,"cards":null}': /lessons is null, and should be an object/,
  '{"version":1,"lessons":{},"cards":[]}': /cards is \[\], and should be an object/,
  '{"version":1,"last":3,"lessons":{},"cards":{}}': /last is 3, and should be text/,
  '{"version":1,"lessons":{"sse":null},"cards":{}}': /lessons.sse is null/,
  '{"version":1,"lessons":{"sse":{"steps":null}},"cards":{}}': /lessons.sse.steps is null/,
  '{"version":1,"lessons":{"sse":{"steps":{"run":"now"}}},"cards":{}}':
    /steps.run is "now", and should be a time in ms/,
  '{"version":1,"lessons":{"polling":{"predictions":5}},"cards":{}}':
    /polling.predictions is 5, and should be an object/,
  '{"version":1,"lessons":{"sse":{"predictions":{"a":null}}},"cards":{}}': /predictions.a is null/,
  '{"version":1,"lessons":{"sse":{"predictions":{"a":{"answer":"x","at":1}}}},"cards":{}}': /a.answer is "x"/,
  '{"version":1,"lessons":{"sse":{"predictions":{"a":{"answer":1,"at":1e300}}}},"cards":{}}': /a.at is 1e\+300/,
  '{"version":1,"lessons":{"sse":{"predictions":{"a":{"answer":1,"at":1,"measured":7}}}},"cards":{}}':
    /a.measured is 7, and should be an object/,
  '{"version":1,"lessons":{"sse":{"checks":{"a":{"right":1,"at":1}}}},"cards":{}}': /should be true or false/,
  '{"version":1,"lessons":{},"cards":{"x":null}}': /cards.x is null, and should be an object/,
  '{"version":1,"lessons":{},"cards":{"x":{"box":-1,"due_at":null}}}': /cards.x.box is -1, and should be a count/,
};

test("what would break a page is refused with its place, and ignored where it is stored already", () => {
  for (const [text, reason] of Object.entries(BREAKING)) {
    const progress = new Progress(store());
    progress.at("sse", "run-it");
    assert.throws(() => progress.import(text), reason, text);
    assert.equal(progress.kept.last, "sse", text);
    const stored = new Progress(store({ progress: text }));
    assert.deepEqual(stored.kept, { version: 1, last: null, lessons: {}, cards: {} }, text);
    stored.predict("polling", "mean", 5);
    assert.equal(stored.prediction("polling", "mean")?.answer, 5, text);
  }
});

test("what a lesson lacks, as from an older version, is as if it had not been done", () => {
  const progress = new Progress(store());
  progress.import('{"version":1,"lessons":{"sse":{"steps":{"run":5}}},"cards":{}}');
  assert.deepEqual(progress.lesson("sse").steps, { run: 5 });
  assert.equal(progress.prediction("sse", "a"), null);
});

test("a broken or closed store is as good as none", () => {
  assert.deepEqual(new Progress(store({ progress: "{" })).kept.lessons, {});
  const full = {
    ...store(),
    setItem: () => {
      throw new Error("full");
    },
  };
  const progress = new Progress(full);
  progress.modify("sse", "cut");
  assert.ok(progress.lesson("sse").modified.cut);
  assert.equal(new Progress(null).kept.last, null);
});

test("erasing forgets everything and says so", () => {
  const progress = new Progress(store());
  progress.modify("sse", "cut");
  let said = 0;
  progress.addEventListener("change", () => said++);
  progress.erase();
  assert.deepEqual(progress.kept.lessons, {});
  assert.equal(said, 1);
});

test("a card comes back after 1, 3 and 7 days, then rests", () => {
  let card = begun(0);
  const days = [];
  let now = 0;
  while (card.due_at !== null) {
    days.push((card.due_at - now) / DAY);
    now = card.due_at;
    card = asked(card, true, now);
  }
  assert.deepEqual(days, [1, 3, 7]);
  assert.equal(saysDue(card, now), "known");
});

test("a card that was not known begins again", () => {
  const known = asked(begun(0), true, DAY);
  assert.deepEqual(asked(known, false, 5 * DAY), { box: 0, due_at: 6 * DAY });
});

test("a card is due on its day, and an unread one never", () => {
  assert.equal(isDue(begun(0), DAY - 1), false);
  assert.equal(isDue(begun(0), DAY), true);
  assert.equal(isDue(undefined, DAY), false);
});

test("a card that was opened last night and is due tonight comes back later today", () => {
  const morning = new Date(2026, 0, 2, 8).getTime();
  const hour = DAY / 24;
  assert.deepEqual(
    [0, 12, 17, 35, 41].map((hours) => saysDue({ box: 0, due_at: morning + hours * hour }, morning)),
    ["today", "later today", "tomorrow", "tomorrow", "in 2 days"],
  );
});
