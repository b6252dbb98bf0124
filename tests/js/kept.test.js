import assert from "node:assert/strict";
import { test } from "node:test";
import { count, keep, partOf } from "../../static/js/lib/kept.js";

/** An event stream as far as it is looked at. */
class Stream extends EventTarget {
  CLOSED = 2;
  readyState = 0;

  /** @param {number} readyState @param {string} event */
  become(readyState, event) {
    this.readyState = readyState;
    this.dispatchEvent(new Event(event));
  }
}

const stream = () => /** @type {EventSource & Stream} */ (/** @type {unknown} */ (new Stream()));

test("a stream counts from the moment it is asked for, and not while it is away", () => {
  const { signal } = new AbortController();
  let told = 0;
  const now = count(signal, () => told++);
  const kept = keep(signal, stream());
  assert.deepEqual([now().held, told], [1, 1]);
  kept.become(1, "open");
  kept.become(0, "error");
  assert.equal(now().held, 0);
  kept.become(1, "open");
  assert.equal(now().held, 1);
  kept.readyState = 2; // close() tells nobody
  assert.equal(now().held, 0);
});

test("what is open elsewhere counts by the state that is written down", () => {
  const { signal } = new AbortController();
  const now = count(signal, () => {});
  const poll = keep(signal, { kind: /** @type {const} */ ("held"), is: /** @type {string | null} */ ("asking") });
  keep(signal, { kind: "duplex", is: "open" });
  assert.deepEqual(now(), { held: 1, sockets: 1 });
  poll.is = "closed";
  assert.deepEqual(now(), { held: 0, sockets: 1 });
});

test("a part counts as the run's, and only until it ends", () => {
  const run = new AbortController();
  const now = count(run.signal, () => {});
  const part = partOf(run.signal);
  keep(part.signal, { kind: "stream", is: "open" });
  keep(run.signal, { kind: "stream", is: "open" });
  assert.equal(now().held, 2);
  part.end();
  assert.equal(now().held, 1);
  run.abort();
  assert.equal(now().held, 0);
});

test("where nobody counts, a line is kept all the same", () => {
  const line = { kind: /** @type {const} */ ("stream"), is: "open" };
  assert.equal(keep(new AbortController().signal, line), line);
});
