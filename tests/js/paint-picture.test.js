import assert from "node:assert/strict";
import { test } from "node:test";
import { hit } from "../../static/js/lib/paint/hit.js";
import { paint } from "../../static/js/lib/paint/paint.js";
import { paintScrub } from "../../static/js/lib/paint/scrub.js";
import { SIGNS } from "../../static/js/lib/paint/sign.js";
import { paintStrip } from "../../static/js/lib/paint/strip.js";
import { COLOURS, LOOKS, recorder, Story, T0, wordsIn } from "./paint-facts.js";

/** One event on all four lanes: published at 1 s, polled at 2 s, pushed within 80 ms. */
function oneEvent() {
  const story = new Story().published(7, 1_000);
  story.exchange("polling", 1, {
    asked: 1_960,
    received: 2_000,
    answered: 2_001,
    arrived: 2_040,
    ids: { 7: 1_000 },
    after: 6,
  });
  story.exchange("long-polling", 1, {
    asked: 200,
    received: 240,
    answered: 1_001,
    arrived: 1_060,
    ids: { 7: 1_000 },
    after: 6,
  });
  for (const lane of ["sse", "websocket"]) {
    story.asked(lane, 1, 0, 6).wire(lane, 1, 40, 41, 200).opened(lane, 1, 80).delivered(lane, 1, 7, 1_000, 1_080);
  }
  return story;
}

test("one event is one tag and one delay on each lane", () => {
  const ctx = recorder();
  paint(ctx, oneEvent().view());
  const words = wordsIn(ctx);
  for (const word of ["now", "−1 s", "#7", "1,040\u202fms", "60\u202fms", "held 761\u202fms"]) {
    assert.ok(words.includes(word), `${word} is not among ${words.join(" | ")}`);
  }
  assert.equal(words.filter((word) => word === "80\u202fms").length, 2);
});

test("a picture that is painted twice says the same", () => {
  const view = oneEvent().view();
  const [first, second] = [recorder(), recorder()];
  paint(first, view);
  paint(second, view);
  assert.deepEqual(wordsIn(second), wordsIn(first));
});

test("every change of the context is undone", () => {
  const ctx = recorder();
  paint(ctx, oneEvent().view({ selected: 7, only: "sse" }));
  const count = (wanted) => ctx.calls.filter(({ name }) => name === wanted).length;
  assert.equal(count("save"), count("restore"));
  assert.equal(ctx.globalAlpha, 1);
});

test("a selected event keeps its delays, the others lose theirs", () => {
  const story = oneEvent().published(8, 3_000).delivered("sse", 1, 8, 3_000, 3_095);
  const ctx = recorder();
  paint(ctx, story.view({ selected: 7 }));
  assert.ok(wordsIn(ctx).includes("1,040\u202fms"));
  assert.ok(!wordsIn(ctx).includes("95\u202fms"));
});

test("a label waits until it fits before now", () => {
  const early = recorder();
  paint(early, oneEvent().view({ now: 1_100 }));
  assert.ok(!wordsIn(early).includes("80\u202fms"));
});

test("a folded lane and an empty trace are painted too", () => {
  const ctx = recorder();
  paint(ctx, new Story().view());
  assert.deepEqual(
    wordsIn(ctx).filter((word) => !word.startsWith("−")),
    ["now"],
  );
});

test("lost connections, refusals, losses and pauses are said in words", () => {
  const story = oneEvent().ended("sse", 1, 2_000).asked("sse", 2, 2_500).ended("sse", 2, 2_520);
  story.exchange("polling", 2, { asked: 2_960, received: 3_000, answered: 3_001, arrived: 3_040, status: 503 });
  story.trace.add({ fact: "gap", lane: "websocket", size: 3, at: T0 + 2_900 });
  story.published(8, 2_400).published(9, 2_500).published(10, 2_600);
  const polling = { polling: 1, sse: 0 };
  story.trace.pauses.push({ from: T0 + 3_500, to: T0 + 4_500, why: "hidden", missed: {} });
  story.trace.pauses.push({ from: T0 + 4_500, to: T0 + 5_900, why: "gave way", missed: polling });
  const ctx = recorder();
  paint(ctx, story.view());
  const words = wordsIn(ctx).join(" | ");
  const pauses = ["hidden 1.0\u202fs", "paused 1.4\u202fs"];
  for (const said of ["no connection 4.0\u202fs", "answered 503", "3 lost", ...pauses]) {
    assert.ok(words.includes(said), `${said} is not in ${words}`);
  }
});

test("in a dense picture events are counted, not named", () => {
  const story = new Story().asked("sse", 1, 0, 0).opened("sse", 1, 40);
  for (let id = 1; id <= 250; id += 1) story.published(id, id * 20).delivered("sse", 1, id, id * 20, id * 20 + 60);
  const ctx = recorder();
  paint(ctx, story.view());
  assert.deepEqual(
    wordsIn(ctx).filter((word) => word.includes("#") || word.includes("ms")),
    [],
  );
});

test("a point finds the event, the request and the lane under it", () => {
  const view = oneEvent().view();
  const at = (t) => (t / 6_000) * 600;
  assert.deepEqual(hit(view, at(1_000), 20), { event: 7 });
  assert.deepEqual(hit(view, at(1_000), 36 + 20), { lane: "polling", event: 7 });
  assert.deepEqual(hit(view, at(2_040), 36 + 66), { lane: "polling", event: 7, request: 1 });
  assert.deepEqual(hit(view, at(1_500), 36 + 80), { lane: "polling", event: 7, request: 1 });
  assert.deepEqual(hit(view, at(2_020), 36 + 43), { lane: "polling", request: 1 });
  assert.deepEqual(hit(view, at(1_040), 36 + 224 + 43), { lane: "sse", event: 7, request: 1 });
  assert.deepEqual(hit(view, at(4_000), 36 + 43), { lane: "polling" });
  assert.deepEqual(hit(view, at(4_000), 2_000), {});
});

test("the scrub row, the strip plot and all signs can be drawn", () => {
  const { trace } = oneEvent();
  const shared = { trace, looks: LOOKS, width: 400, height: 128, dpr: 2, k: 1, colours: COLOURS };
  const scrub = recorder();
  paintScrub(scrub, { ...shared, inset: 14, now: T0 + 6_000, from: T0, to: T0 + 6_000 });
  assert.ok(scrub.calls.some(({ name }) => name === "strokeRect"));
  const strip = recorder();
  paintStrip(strip, { ...shared, lanes: ["polling", "sse"] });
  assert.deepEqual(wordsIn(strip), ["1\u202fms", "10\u202fms", "100\u202fms", "1\u202fs", "10\u202fs"]);
  assert.deepEqual(Object.keys(SIGNS), ["exchange", "held", "stream", "duplex"]);
});
