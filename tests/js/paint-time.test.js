import assert from "node:assert/strict";
import { test } from "node:test";
import { geometry } from "../../static/js/lib/paint/geometry.js";
import { before, tickStep, ticks } from "../../static/js/lib/paint/ruler.js";
import { SCRUB_MS, scrubTime, scrubX } from "../../static/js/lib/paint/scrub.js";
import { scatter, stripX } from "../../static/js/lib/paint/strip.js";
import { eventGap, hairlineX, pageStart, plot, timeAt, x } from "../../static/js/lib/paint/view.js";
import { Story, T0 } from "./paint-facts.js";

test("now is at the right end, and time maps to place and back", () => {
  const p = plot(new Story().view());
  assert.equal(x(p, p.now), p.right);
  assert.equal(p.now_x, p.right);
  assert.equal(x(p, p.now - 1_000), p.right - 100);
  assert.ok(Math.abs(timeAt(p, x(p, T0 + 1_234.5)) - (T0 + 1_234.5)) < 0.01);
});

test("with reduced motion the page stands still until it is full, then turns", () => {
  const story = new Story();
  const early = plot(story.view({ now: 1_000, reduced: true }));
  const later = plot(story.view({ now: 2_000, reduced: true }));
  assert.equal(early.from, later.from);
  assert.ok(Math.abs(later.now_x - early.now_x - 100) < 0.01);
  assert.equal(pageStart(12_001, 6_000), 12_000);
  assert.equal(pageStart(17_999, 6_000), 12_000);
});

test("a hairline covers whole device pixels", () => {
  for (const dpr of [1, 1.5, 2]) {
    const p = plot(new Story().view({ dpr }));
    const left = (hairlineX(p, T0 + 1_237.3) - p.hair / 2) * dpr;
    assert.ok(Math.abs(left - Math.round(left)) < 1e-6, `dpr ${dpr}: ${left}`);
  }
});

test("a short burst counts as two seconds when events are counted per pixel", () => {
  const burst = Array.from({ length: 10 }, (_, i) => ({ id: i + 1, sent_at: i * 20 }));
  assert.equal(eventGap(burst, 0, 6_000, 0.1), 20);
  assert.equal(eventGap(burst.slice(0, 1), 0, 6_000, 0.1), Number.POSITIVE_INFINITY);
});

test("ticks are whole seconds until slow motion makes room for parts", () => {
  assert.equal(tickStep(0.125, 1, false), 1_000);
  assert.equal(tickStep(0.2, 1, false), 1_000);
  assert.equal(tickStep(2.5, 1, false), 50);
  assert.equal(tickStep(0.02, 1, false), 5_000);
  assert.equal(before(2_000, 1_000), "−2 s");
  assert.equal(before(500, 500), "−0.5 s");
  assert.equal(before(50, 50), "−50 ms");
  assert.equal(ticks(plot(new Story().view())).length, 7);
});

test("lanes stand under the ruler, a folded one is low", () => {
  const desk = geometry(1, ["a", "b", "c"], { folded: new Set(["b"]) });
  assert.deepEqual(desk.tops, [36, 148, 180]);
  assert.equal(desk.height, 292);
  assert.deepEqual(geometry(2, ["a"], { form: "projector" }).lane_h, 212);
});

test("lanes on a projector share its height, and what they gain comes between their rails", () => {
  const two = geometry(2, ["a", "b", "c"], { form: "projector", folded: new Set(["b"]), height: 878 });
  assert.deepEqual(two.tops, [78, 478, 478]);
  assert.deepEqual([two.lane_h, two.y_server, two.lane_h - two.y_browser], [400, 40, 80]);
  assert.equal(two.height, 878);
});

test("the scrub row maps two minutes to its width and back", () => {
  const view = { width: 614, inset: 14, now: T0 };
  assert.equal(scrubX(view, T0), 600);
  assert.equal(scrubX(view, T0 - SCRUB_MS), 0);
  assert.ok(Math.abs(scrubTime(view, scrubX(view, T0 - 30_000)) - (T0 - 30_000)) < 1);
});

test("the strip plot is logarithmic, and keeps every point on its axis and in its place", () => {
  const view = { width: 434, k: 1 };
  assert.equal(stripX(view, 1), 17);
  assert.ok(Math.abs(stripX(view, 100) - 217) < 1e-9);
  assert.equal(stripX(view, 60_000), stripX(view, 10_000));
  assert.equal(stripX(view, -3), stripX(view, 1));
  assert.equal(scatter(81.3), scatter(81.3));
  assert.ok(Math.abs(scatter(12.5)) <= 1);
});
