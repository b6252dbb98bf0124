import assert from "node:assert/strict";
import { test } from "node:test";
import { Claims } from "../../static/js/worker/claims.js";

/** @param {number} number @param {number | null} after @param {number} received_at */
const record = (number, after, received_at) => ({
  transport: "polling",
  number,
  after,
  received_at,
  answered_at: null,
  closed_at: null,
  status: null,
  up: 0,
  down: 0,
  events: 0,
});

/** @param {number} request @param {number} asked_at @param {number | null} after */
const asked = (request, asked_at, after, unseen = false) => ({ request, asked_at, after, unseen });

test("a record belongs to the request that left before it was read", () => {
  const claims = new Claims();
  claims.ask(asked(1, 100, 5));
  assert.equal(claims.claim(record(70, 5, 102), 0)?.asked.request, 1);
  claims.ask(asked(2, 200, 5));
  assert.equal(claims.claim(record(71, 5, 202), 0)?.asked.request, 2);
  assert.equal(claims.claim(record(70, 5, 102), 0)?.asked.request, 1, "a later snapshot of the same");
});

test("a request that never reached the server is passed over", () => {
  const claims = new Claims();
  claims.ask(asked(1, 100, 5));
  claims.ask(asked(2, 200, 5));
  assert.equal(claims.claim(record(70, 5, 203), 0)?.asked.request, 2);
  claims.ask(asked(3, 300, 5));
  assert.equal(claims.claim(record(71, 5, 302), 0)?.asked.request, 3);
});

test("a request that broke has nothing of what the server reads later", () => {
  const claims = new Claims();
  claims.ask(asked(1, 100, 5, true));
  claims.broke(1, 110);
  assert.equal(claims.claim(record(70, 5, 400), 0), null);
  assert.equal(claims.ask(asked(2, 395, 5, true))[0]?.asked.request, 2);
});

test("records that come late, and after the next request has left, find their own", () => {
  const claims = new Claims();
  claims.ask(asked(1, 100, 5));
  claims.ask(asked(2, 200, 5));
  assert.equal(claims.claim(record(70, 5, 102), 0)?.asked.request, 1);
  assert.equal(claims.claim(record(71, 5, 202), 0)?.asked.request, 2);
});

test("another cursor is another request", () => {
  const claims = new Claims();
  claims.ask(asked(1, 100, 5));
  assert.equal(claims.claim(record(70, 6, 102), 0), null);
});

test("a record may come before its request is known: EventSource asks again unseen", () => {
  const claims = new Claims();
  assert.equal(claims.claim(record(70, 9, 500), 0), null);
  const [claim] = claims.ask(asked(4, 501, 9, true));
  assert.equal(claim?.asked.request, 4);
  assert.equal(claim?.first, true);
  assert.equal(claims.requestOf(70), 4);
});

test("the clock's error is allowed for", () => {
  const claims = new Claims();
  claims.ask(asked(1, 100, 5));
  assert.equal(claims.claim(record(70, 5, 80), 0), null);
  assert.equal(claims.claim(record(70, 5, 80), 25)?.asked.request, 1);
});

test("what nobody claims does not pile up", () => {
  const claims = new Claims();
  for (let number = 0; number < 1_000; number++) claims.claim(record(number, 1, number), 0);
  for (let request = 0; request < 1_000; request++) claims.ask(asked(request, 2_000 + request, 2));
  assert.ok(claims.ask(asked(1_001, 0, 1)).length <= 1);
});
