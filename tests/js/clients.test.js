/** One contract over every `connect`, against a server that is played: what a learner may rely on in all four. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import * as longPolling from "../../lessons/long_polling/client.js";
import * as polling from "../../lessons/polling/client.js";
import * as sse from "../../lessons/sse/client.js";
import * as websocket from "../../lessons/websocket/client.js";

/** @type {any} */
const world = globalThis;
world.location = { href: "http://server/page" };
const random = Math.random;

/** @param {number} id */
const event = (id) => ({ id, topic: "t", type: "message", data: id, sent_at: id });

/** A played server: a log, a way to break the line, and who is connected. */
class Played {
  /** @type {any[]} */
  log = [];
  floor = 0;
  /** @type {number | null} status of every answer, if not the usual */
  status = null;
  down = false;
  /** @type {Set<any>} open streams */
  streams = new Set();
  /** @type {(string | null)[]} cursors asked with */
  asked = [];

  publish(count = 1) {
    for (let i = 0; i < count; i++) this.log.push(event(this.log.length + 1));
    for (const stream of this.streams) stream.serve();
  }

  /** @param {number | null} after */
  news(after) {
    const from = Math.max(after ?? this.log.length, this.floor);
    return { events: this.log.slice(from), cursor: this.log.length, gap: after === null ? 0 : from - after };
  }

  cut() {
    this.down = true;
    for (const stream of [...this.streams]) stream.broke();
  }
}

/** @type {Played} */
let server;

world.fetch = async (/** @type {URL} */ url, /** @type {{ signal: AbortSignal }} */ { signal }) => {
  const after = url.searchParams.get("after");
  server.asked.push(after);
  await new Promise((resolve) => setTimeout(resolve, 1));
  while (
    url.pathname.endsWith("long") &&
    !signal.aborted &&
    !server.down &&
    !server.status &&
    server.news(Number(after)).events.length === 0
  ) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  signal.throwIfAborted();
  if (server.down) throw new TypeError("Failed to fetch");
  if (server.status) return Response.json({ error: { message: "no such room" } }, { status: server.status });
  return Response.json(server.news(after === null ? null : Number(after)));
};

/** What EventSource and WebSocket share: a place in the log. */
class Stream extends EventTarget {
  /** @param {URL} url */
  constructor(url) {
    super();
    this.readyState = 0;
    const after = url.searchParams.get("after");
    this.cursor = after === null ? server.log.length : Number(after);
    setTimeout(() => this.attempt(), 1);
  }

  attempt() {
    if (this.readyState === 2) return;
    server.asked.push(String(this.cursor));
    if (server.down || server.status) return this.refused();
    this.readyState = 1;
    server.streams.add(this);
    /** @type {any} */ (this).onopen();
    this.serve();
  }

  serve() {
    const { events, gap } = server.news(this.cursor);
    this.cursor += gap;
    if (gap > 0) this.tell("gap", { gap });
    for (const one of events) {
      this.cursor = one.id;
      this.tell("event", one);
    }
  }

  refused() {}
  /** @param {string} _kind @param {any} _value */
  tell(_kind, _value) {}

  close() {
    this.readyState = 2;
    server.streams.delete(this);
  }
}

world.EventSource = class extends Stream {
  static CLOSED = 2;
  /** @param {string} kind @param {any} value */
  tell(kind, value) {
    const message = Object.assign(new Event(kind === "gap" ? "gap" : value.type), {
      data: JSON.stringify(value),
      lastEventId: String(this.cursor),
    });
    this.dispatchEvent(message);
  }
  refused() {
    this.readyState = server.status ? 2 : 0;
    /** @type {any} */ (this).onerror();
    if (!server.status) setTimeout(() => this.attempt(), 2);
  }
  broke() {
    server.streams.delete(this);
    this.refused();
  }
};

world.WebSocket = class extends Stream {
  static OPEN = 1;
  /** @type {string[]} */
  heard = [];
  /** @param {string} kind @param {any} value */
  tell(kind, value) {
    const data = JSON.stringify(kind === "gap" ? value : { event: value });
    /** @type {any} */ (this).onmessage({ data });
  }
  refused() {
    this.readyState = 3;
    /** @type {any} */ (this).onclose({
      code: server.status ? 1008 : 1006,
      reason: server.status ? "no such room" : "",
    });
  }
  broke() {
    server.streams.delete(this);
    this.refused();
  }
  /** @param {string} text */
  send(text) {
    this.heard.push(text);
  }
};

/** @type {AbortController} */
let leaving;

/**
 * @param {any} transport
 * @param {string} path
 * @param {number | null} after
 */
function start(transport, path, after = 0) {
  server = new Played();
  leaving = new AbortController();
  /** @type {number[]} */
  const heard = [];
  /** @type {any[]} */
  const states = [];
  const connection = transport.connect({
    url: `http://server/rooms/r/topics/t/${path}?tag=x`,
    after,
    signal: leaving.signal,
    interval: () => 3,
    onEvent: (/** @type {{ id: number }} */ { id }) => heard.push(id),
    onState: (/** @type {any} */ state) => states.push(state),
  });
  const saw = (/** @type {string} */ is) => states.some((state) => state.is === is);
  return { heard, states, saw, connection };
}

/** @param {() => boolean} condition */
async function until(condition) {
  const end = performance.now() + 3_000;
  while (!condition()) {
    assert.ok(performance.now() < end, "it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

afterEach(() => {
  leaving.abort();
  Math.random = random;
});

const ids = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => index + 1);

/** @type {[string, any, string][]} */
const TRANSPORTS = [
  ["polling", polling, "poll"],
  ["long polling", longPolling, "long"],
  ["SSE", sse, "sse"],
  ["WebSocket", websocket, "ws"],
];

for (const [name, transport, path] of TRANSPORTS) {
  test(`${name}: events come in order, each once`, async () => {
    const { heard, states } = start(transport, path);
    for (let burst = 0; burst < 5; burst++) {
      server.publish(10);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    await until(() => heard.length >= 50);
    assert.deepEqual(heard, ids(50));
    assert.deepEqual(states[0], { is: "asking", after: 0 });
  });

  test(`${name}: after a break nothing is missing and nothing comes twice`, async () => {
    Math.random = () => 0.01;
    const { heard, saw } = start(transport, path);
    server.publish(20);
    await until(() => heard.length === 20);
    server.cut();
    await until(() => saw("lost") && saw("retrying"));
    server.publish(20);
    server.down = false;
    server.publish(20);
    await until(() => heard.length >= 60);
    assert.deepEqual(heard, ids(60));
  });

  test(`${name}: a gap is told with its size, and the rest follows`, async () => {
    const { heard, states } = start(transport, path, 2);
    server.log = ids(9).map(event);
    server.floor = 6;
    server.publish();
    await until(() => heard.length >= 4);
    assert.deepEqual(
      states.filter(({ is }) => is === "gap").map(({ size }) => size),
      [4],
    );
    assert.deepEqual(heard, [7, 8, 9, 10]);
  });

  test(`${name}: what asking again cannot mend is given up`, async () => {
    const { saw, states } = start(transport, path);
    server.status = 404;
    await until(() => saw("gave-up"));
    const asked = server.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(server.asked.length, asked);
    assert.ok(states.find(({ is }) => is === "gave-up").message);
  });

  test(`${name}: its signal ends it, and then it is silent`, async () => {
    const { heard, states } = start(transport, path);
    server.publish();
    await until(() => heard.length === 1);
    leaving.abort();
    const said = states.length;
    server.publish(5);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(heard, [1]);
    assert.equal(states.length, said);
    assert.equal(states.at(-1).is, "closed");
  });
}

for (const [name, transport, path] of TRANSPORTS.slice(0, 2)) {
  test(`${name}: an overloaded server is asked again, later and later`, async () => {
    Math.random = () => 0.004;
    const { heard, states } = start(transport, path);
    server.status = 503;
    await until(() => states.filter(({ is }) => is === "retrying").length >= 4);
    const waits = states.filter(({ is }) => is === "retrying").map(({ ms }) => ms);
    assert.deepEqual(waits.slice(0, 4), [2, 4, 8, 16]);
    server.status = null;
    server.publish();
    await until(() => heard.length === 1);
  });
}

test("WebSocket: send says whether the connection was there to take it", async () => {
  const { connection, saw } = start(websocket, "ws");
  assert.equal(connection.send({ ack: 1 }), false);
  await until(() => saw("open"));
  assert.equal(connection.send({ ack: 1 }), true);
  assert.deepEqual([...server.streams][0].heard, ['{"ack":1}']);
});

test("SSE: a reconnect that the browser makes by itself is told afterwards, as unseen", async () => {
  const { saw, states } = start(sse, "sse");
  await until(() => saw("open"));
  server.cut();
  server.down = false;
  await until(() => states.filter(({ is }) => is === "open").length === 2);
  const again = states.findLast(({ is }) => is === "asking");
  assert.deepEqual(again, { is: "asking", after: 0, unseen: true });
});
