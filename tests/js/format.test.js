import assert from "node:assert/strict";
import { test } from "node:test";
import * as format from "../../static/js/lib/format.js";

/** The narrow no-break spaces, made visible. */
const plain = (/** @type {string} */ text) => text.replaceAll("\u202f", "_");

test("a latency has a unit, separators and no more digits than are known", () => {
  assert.equal(plain(format.ms(1_840.4)), "1,840_ms");
  assert.equal(plain(format.ms(78.5)), "79_ms");
  assert.equal(plain(format.ms(3.42)), "3.4_ms");
  assert.equal(plain(format.ms(9.96)), "10_ms");
  assert.equal(plain(format.ms(3.42, 1.2)), "3_ms");
});

test("a latency below the clock's error bound is only said to be below it", () => {
  assert.equal(plain(format.ms(0.4, 1.3)), "under 2_ms");
  assert.equal(plain(format.ms(-0.7, 0.31)), "under 0.4_ms");
  assert.equal(plain(format.ms(0.5, 0.31)), "0.5_ms");
});

test("a range is one number when both ends read the same", () => {
  assert.equal(plain(format.range(468, 1_001)), "468–1,001_ms");
  assert.equal(plain(format.range(81.2, 81.4)), "81_ms");
});

test("a duration is told in seconds, then minutes, then hours", () => {
  assert.equal(plain(format.duration(2_649)), "2.6_s");
  assert.equal(plain(format.duration(59_940)), "59.9_s");
  assert.equal(plain(format.duration(131_400)), "2_min 11_s");
  assert.equal(plain(format.duration(3_840_000)), "1_h 4_min");
});

test("sizes, counts and ratios", () => {
  assert.equal(plain(format.bytes(395)), "395_B");
  assert.equal(plain(format.bytes(9_999)), "9,999_B");
  assert.equal(plain(format.bytes(64_000)), "64.0_kB");
  assert.equal(plain(format.bytes(4_512_000)), "4.5_MB");
  assert.equal(format.count(12_345.4), "12,345");
  assert.deepEqual([1, 0.513, 0.0161, 0.0042, 0.00042, 0].map(format.ratio), [
    "1.00",
    "0.51",
    "0.016",
    "0.004",
    "0.0004",
    "0.000",
  ]);
});

test("the clock says its error bound, rounded up", () => {
  assert.equal(plain(format.clockError(1.2)), "one clock, ±2_ms");
  assert.equal(plain(format.clockError(0.21)), "one clock, ±0.3_ms");
  assert.equal(format.clockError(null), "setting the clock");
});

test("numbers and lists in sentences", () => {
  assert.equal(format.counted(3, "lane"), "three lanes");
  assert.equal(format.counted(1, "event"), "one event");
  assert.equal(format.counted(1_200, "event"), "1,200 events");
  assert.equal(format.listed(["polling", "SSE", "WebSocket"]), "polling, SSE and WebSocket");
  assert.equal(format.listed(["polling"]), "polling");
  assert.equal(format.sentence("three lanes"), "Three lanes");
});
