/** The budget of connections, and events that come in clumps. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { clumps, Passages, summary } from "../../lessons/limits/demo/clumps.js";
import { budget, budgetWords } from "../../static/js/lib/budget.js";

test("a lane counts while it has a connection, and WebSockets apart", () => {
  const lanes = /** @type {const} */ ([
    { kind: "exchange", is: "waiting" },
    { kind: "held", is: "asking" },
    { kind: "stream", is: "retrying" },
    { kind: "duplex", is: "open" },
    { kind: "stream", is: null },
  ]);
  assert.deepEqual(budget(lanes), { held: 2, sockets: 1 });
});

test("over HTTP/2 there are no six to count", () => {
  assert.equal(budgetWords({ held: 4, sockets: 0, protocol: "http/1.1" }), "4 of 6 connections in use");
  assert.equal(
    budgetWords({ held: 7, sockets: 1, protocol: "h2" }),
    "7 requests open, on one connection (h2), and one WebSocket",
  );
});

test("what comes together is one clump", () => {
  assert.deepEqual(clumps([]), []);
  assert.deepEqual(clumps([0, 5, 10, 400, 800, 801]), [3, 1, 2]);
});

test("an event that is held is counted, and forgotten only some time after it came", () => {
  const passages = new Passages(1_000);
  passages.arrived(1, 0, 300);
  passages.sent(1, 0); // The control socket may tell of it later than the stream.
  passages.sent(2, 200);
  assert.deepEqual(summary(passages.list(500)), {
    sent: 2,
    arrived: 1,
    held: 1,
    longest_ms: 300,
    median_ms: 300,
    clump: 1,
  });
  assert.deepEqual(
    passages.list(5_000).map(({ id }) => id),
    [2],
  );
});
