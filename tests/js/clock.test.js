import assert from "node:assert/strict";
import { test } from "node:test";
import { BURST, Clock } from "../../static/js/lib/clock.js";

/** Pseudo-random numbers in [0, 1) that are the same in every run. */
function randomFrom(seed = 1) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/**
 * Runs a clock against a simulated line for `seconds`, as the worker does, and looks at the estimate ten times a second.
 * @param {{ up: () => number, down: () => number, offset: (t: number) => number, seconds?: number }} line delays in ms;
 *   `offset` is the truth at a browser time
 */
function simulate({ up, down, offset, seconds = 120 }) {
  const clock = new Clock({ resolution_ms: 0.005 });
  /** @type {{ wrong: number, error: number, at: number }[]} */
  const looks = [];
  /** @type {{ t0: number, t1: number, t2: number, t3: number }[]} */
  const under_way = [];
  let next = 0;
  for (let now = 0; now < seconds * 1_000; now += 10) {
    while (next <= now) {
      const arrives = next + up();
      const t1 = arrives + offset(arrives);
      under_way.push({ t0: next, t1, t2: t1 + 0.1, t3: arrives + 0.1 + down() });
      next += clock.nextIn();
    }
    under_way.sort((a, b) => a.t3 - b.t3);
    while (under_way[0] && under_way[0].t3 <= now) clock.add(/** @type {any} */ (under_way.shift()));
    const estimate = clock.settled && now % 100 === 0 ? clock.estimate(now) : null;
    if (estimate) looks.push({ wrong: Math.abs(estimate.offset_ms - offset(now)), error: estimate.error_ms, at: now });
  }
  return looks;
}

/** @param {{ wrong: number }[]} looks */
function p99(looks) {
  const wrong = looks.map((look) => look.wrong).sort((a, b) => a - b);
  return wrong[Math.ceil(wrong.length * 0.99) - 1] ?? Number.NaN;
}

/** @param {{ wrong: number, error: number, at: number }[]} looks */
function assertCovered(looks) {
  assert.ok(looks.length > 0);
  for (const { wrong, error, at } of looks) assert.ok(wrong <= error, `${wrong} ms wrong, ±${error} ms said, at ${at}`);
}

for (const delay of [0, 1, 20, 200]) {
  test(`with ${delay} ms each way the offset is exact`, () => {
    const looks = simulate({ up: () => delay, down: () => delay, offset: () => 123_456.789 });
    assert.ok(p99(looks) < 0.01, `${p99(looks)}`);
    assertCovered(looks);
  });

  test(`with ${delay} ms each way and as much jitter, nine in ten exchanges hardly matter`, () => {
    const random = randomFrom(delay + 1);
    const jitter = () => (random() < 0.2 ? random() * 2 : 10 + random() * 50);
    const looks = simulate({ up: () => delay + jitter(), down: () => delay + jitter(), offset: () => -5_000 });
    assert.ok(p99(looks.slice(50)) < 2, `${p99(looks.slice(50))}`);
    assertCovered(looks);
  });
}

test("with unequal ways the error bound covers the truth", () => {
  for (const [up, down] of [
    [0, 200],
    [200, 0],
    [10, 90],
    [3, 1],
  ]) {
    const looks = simulate({ up: () => up ?? 0, down: () => down ?? 0, offset: () => 42, seconds: 20 });
    assertCovered(looks);
    assert.ok(
      Math.abs(p99(looks) - Math.abs((up ?? 0) - (down ?? 0)) / 2) < 0.2,
      "half the difference is what it is wrong by",
    );
  }
});

test("a drift of 100 ppm is followed, and covered", () => {
  for (const ppm of [100, -100]) {
    const looks = simulate({ up: () => 20, down: () => 20, offset: (t) => 1_000 + t * ppm * 1e-6, seconds: 300 });
    assertCovered(looks);
    assert.ok(p99(looks) < 0.5, `${p99(looks)}`);
  }
});

test("a drift of 100 ppm on a line with up to 6 ms of jitter stays within 2 ms", () => {
  const random = randomFrom(7);
  const way = () => 20 + random() * random() * 6;
  const looks = simulate({ up: way, down: way, offset: (t) => 1_000 + t * 100e-6, seconds: 300 });
  assertCovered(looks);
  assert.ok(p99(looks.slice(50)) < 2, `${p99(looks.slice(50))}`);
});

for (const step of [5_000, -5_000, 60]) {
  test(`when the server's clock is set by ${step} ms, the next exchange tells, and a burst follows`, () => {
    const set_at = 30_000;
    const looks = simulate({ up: () => 10, down: () => 10, offset: (t) => (t < set_at ? 0 : step), seconds: 60 });
    assertCovered(looks.filter(({ at }) => at < set_at || at > set_at + 2_500));
    assert.ok(p99(looks.filter(({ at }) => at > set_at + 2_500)) < 0.01);
  });
}

test("a burst comes first, then one exchange in two seconds, and a burst again after a step", () => {
  const clock = new Clock();
  for (let i = 0; i < BURST.exchanges; i++) assert.equal(clock.nextIn(), BURST.every_ms);
  assert.equal(clock.nextIn(), 2_000);
  assert.equal(clock.estimate(0), null);
  assert.equal(clock.add({ t0: 0, t1: 5, t2: 5, t3: 10 }), false);
  assert.equal(clock.add({ t0: 20, t1: 125, t2: 125, t3: 30 }), true);
  assert.equal(clock.nextIn(), BURST.every_ms);
  const estimate = clock.estimate(30);
  assert.deepEqual([estimate?.offset_ms, estimate?.rtt_ms], [100, 10]);
  assert.equal(estimate?.error_ms.toFixed(4), "5.1012", "half the round trip, the timer's step, 10 ms of age");
});
