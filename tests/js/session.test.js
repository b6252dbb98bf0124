import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../static/js/lib/session.js";
import { parse } from "../../static/js/lib/settings.js";

const LANES = [{ name: "sse", path: "sse", module: "/static/sse.js" }];
const EVENT = { id: 1, sent_at: 5 };

/**
 * A session over a worker that only takes notes, and a server of canned answers.
 * @param {{ answers?: { [path: string]: () => Promise<Response> | Response }, settings?: object }} [world]
 */
function make({ answers = {}, settings = {} } = {}) {
  /** @type {any[]} */
  const orders = [];
  /** @type {any} */
  const worker = { postMessage: (/** @type {any} */ order) => orders.push(order), terminate: () => orders.push("end") };
  /** @type {[string, any][]} */
  const asked = [];
  let rooms = 0;
  /** @type {{ [path: string]: () => Promise<Response> | Response }} */
  const server = {
    "/rooms": () => Response.json({ room: `room${++rooms}`, key: "k", expires_in_s: 3_600 }, { status: 201 }),
    publish: () => Response.json(EVENT, { status: 201 }),
    ...answers,
  };
  const session = new Session({
    lanes: LANES,
    settings: { ...parse({}, { lanes: ["sse"] }), ...settings },
    workerUrl: "/static/measure.js",
    origin: "http://server",
    makeWorker: () => worker,
    fetch: async (url, init) => {
      const { pathname } = new URL(String(url));
      asked.push([pathname, init]);
      const answer = server[pathname] ?? server.publish;
      return /** @type {() => Response} */ (answer)();
    },
  });
  const learn = (/** @type {any[]} */ ...facts) => worker.onmessage({ data: facts });
  return { session, orders, asked, learn };
}

/** Tells the session that its lane is open. @param {(...facts: any[]) => void} learn */
function open(learn) {
  learn({ fact: "asked", lane: "sse", request: 1, at: 1, after: 0 }, { fact: "state", lane: "sse", is: "open", at: 2 });
}

test("start makes a room and gives the worker its order", async () => {
  const { session, orders } = make({ settings: { rate: 2 } });
  assert.equal(session.running, false);
  await session.start();
  await session.start();
  assert.equal(orders.length, 1);
  const { order } = orders[0];
  assert.deepEqual([order.room, order.key, order.topic], ["room1", "k", "stage"]);
  assert.deepEqual(order.lanes, [
    { name: "sse", path: "sse", module: "http://server/static/sse.js", open: true, asked: 0 },
  ]);
  assert.deepEqual(order.auto, { topic: "stage", rate: 2, pattern: "steady" });
  assert.match(order.tag, /^[a-z0-9-]{1,32}$/);
  assert.equal(session.trace.room, "room1");
});

test("bytes are asked of the worker, told to whoever listens, and kept out of the trace", async () => {
  const { session, orders, learn } = make();
  /** @type {any[]} */
  const heard = [];
  session.addEventListener("bytes", (event) => heard.push(/** @type {CustomEvent} */ (event).detail));
  await session.start();
  learn({ fact: "recording", since: 5 });
  session.askBytes({ number: 7, up: 0, down: 0 });
  assert.deepEqual(orders.at(-1), { do: "bytes", of: { number: 7, up: 0, down: 0 } });
  learn({ fact: "bytes", number: 7, pieces: [], more: false });
  assert.deepEqual(heard, [{ fact: "bytes", number: 7, pieces: [], more: false }]);
  assert.equal(session.recording.since, 5);
  assert.equal(orders[0].order.record, false, "unless the stage can show them");
});

test("a run that was stopped ends its requests, and the next one numbers on", async () => {
  const { session, orders, learn } = make();
  await session.start();
  open(learn);
  session.stop();
  assert.notEqual(session.trace.lane("sse").requests[0].ended_at, null);
  await session.start();
  assert.equal(orders.at(-1).order.lanes[0].asked, 1);
});

test("the first event waits for the lanes, then goes out with the key", async () => {
  const { session, asked, learn } = make();
  const published = session.publish({ hello: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(asked.length, 1, "only the room was made");
  open(learn);
  assert.deepEqual(await published, EVENT);
  const [path, init] = asked[1] ?? [];
  assert.equal(path, "/rooms/room1/topics/stage");
  assert.equal(init.headers.Authorization, "Bearer k");
  assert.equal(init.body, '{"data":{"hello":1}}');
});

test("however slow the line, the first event waits until its lanes have set out: they would not hear of it", async (t) => {
  let late_ms = 0;
  const now = performance.now.bind(performance);
  t.mock.method(performance, "now", () => now() + late_ms);
  const { session, asked, learn } = make();
  const later = async (/** @type {number} */ ms) => {
    late_ms += ms;
    learn({ fact: "auto", auto: null });
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await session.start();
  const published = session.publish({});
  await later(20_000);
  assert.equal(asked.length, 1, "only the room was made");
  learn(
    { fact: "asked", lane: "sse", request: 1, at: 1, after: 0 },
    { fact: "state", lane: "sse", is: "asking", at: 1 },
  );
  await later(2_000);
  assert.equal(asked.length, 1, "it is not open yet");
  await later(2_000);
  assert.deepEqual(await published, EVENT);
});

test("a refusal is in the trace, with the server's words", async () => {
  const error = { code: "too-fast", message: "This room takes 50 events a second.", hint: "Wait a second." };
  const { session, learn } = make({ answers: { publish: () => Response.json({ error }, { status: 429 }) } });
  await session.start();
  open(learn);
  assert.equal(await session.publish({}), null);
  assert.deepEqual([session.trace.refused?.code, session.trace.refused?.message], [error.code, error.message]);
});

test("who only watches a room is told so, and nothing is asked of the server", async () => {
  const { session, asked } = make({ settings: { room: "theirs" } });
  assert.equal(await session.publish({}), null);
  assert.equal(session.trace.refused?.code, "no-key");
  assert.deepEqual(asked, []);
});

test("in a room that is watched, what takes its key stays as the room has it, and the reader is told", async () => {
  const { session, orders, learn } = make({ settings: { room: "theirs" } });
  await session.start();
  learn(
    { fact: "server", is: "there", at: 1 },
    { fact: "auto", auto: { topic: "stage", rate: 5, pattern: "poisson" } },
  );
  assert.deepEqual([session.settings.rate, session.settings.pattern], [5, "poisson"]);
  session.set({ rate: 50 });
  session.set({ conditions: { cut: true } });
  assert.deepEqual([session.settings.rate, session.settings.conditions], [5, null]);
  assert.equal(session.trace.refused?.code, "no-key");
  session.set({ interval: 500 });
  assert.deepEqual(
    orders.map((order) => order.do),
    ["start", "set"],
  );
});

test("a room of a link that is not there is told with the link, and a room of one's own takes its place", async () => {
  const { session, orders, learn } = make({ settings: { room: "theirs" } });
  await session.start();
  learn({ fact: "refused", code: "no-such-room", message: "There is no room.", hint: "Make one.", at: 1 });
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(session.misread, [{ name: "room", text: "theirs", holds: null, why: "gone" }]);
  assert.equal(session.trace.refused, null, "it is said once");
  assert.deepEqual([orders[1].order.room, orders[1].order.key, session.settings.room], ["room1", "k", null]);
  assert.equal(session.trace.renewal?.renewed, false);
});

test("an event that is published while a room takes the place of one that is not there goes out in it", async () => {
  let made = (/** @type {Response} */ _) => {};
  const rooms = () => new Promise((/** @type {typeof made} */ resolve) => (made = resolve));
  const { session, asked, learn } = make({ settings: { room: "theirs" }, answers: { "/rooms": rooms } });
  await session.start();
  learn({ fact: "refused", code: "no-such-room", message: "There is no room.", hint: "Make one.", at: 1 });
  const published = session.publish({});
  made(Response.json({ room: "mine", key: "k", expires_in_s: 3_600 }, { status: 201 }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  open(learn);
  assert.deepEqual(await published, EVENT);
  assert.equal(asked.at(-1)?.[0], "/rooms/mine/topics/stage");
  assert.equal(session.trace.refused, null, "it is nobody else's");
});

test("a room that was there and has expired is no fault of the link", async () => {
  const { session, learn } = make({ settings: { room: "theirs" } });
  await session.start();
  learn({ fact: "server", is: "there", at: 1 });
  learn({ fact: "refused", code: "no-such-room", message: "There is no room.", hint: "Make one.", at: 2 });
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(session.misread, []);
  assert.equal(session.trace.renewal?.renewed, true);
  assert.equal(session.settings.room, null, "a link copied now leads to no dead room");
});

test("conditions of a link that the server cannot have are told with the link; a reader's own are a refusal", async () => {
  const refused = {
    fact: "refused",
    code: "bad-conditions",
    message: "They cannot be had.",
    hint: "Send others.",
    at: 1,
  };
  const { session, learn } = make({ settings: { conditions: { delay_up_ms: 99_999 } } });
  await session.start();
  learn(refused);
  assert.deepEqual(session.misread, [
    { name: "conditions", text: '{"delay_up_ms":99999}', holds: null, refused: "They cannot be had." },
  ]);
  assert.equal(session.settings.conditions, null, "a link copied now is right");
  session.set({ conditions: { delay_up_ms: 88_888 } });
  learn(refused);
  assert.equal(session.misread.length, 1);
  assert.equal(session.trace.refused?.code, "bad-conditions");
});

test("ten thousand clicks never queue: what cannot go out now is refused", async () => {
  /** @type {((answer: Response) => void)[]} */
  const waiting = [];
  const { session, learn, asked } = make({
    answers: { publish: () => new Promise((resolve) => waiting.push(resolve)) },
  });
  await session.start();
  open(learn);
  const clicks = Array.from({ length: 10_000 }, () => session.publish({}));
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(asked.length, 1 + waiting.length);
  assert.ok(waiting.length <= 6);
  for (const answer of waiting) answer(Response.json(EVENT, { status: 201 }));
  const published = (await Promise.all(clicks)).filter((one) => one !== null);
  assert.equal(published.length, waiting.length);
  assert.equal(session.trace.refused?.code, "too-fast");
});

test("without a free room it stops, and says why", async () => {
  const error = { code: "rooms-full", message: "All rooms are taken.", hint: "Try again in a minute." };
  const { session, orders } = make({ answers: { "/rooms": () => Response.json({ error }, { status: 503 }) } });
  await session.start();
  assert.equal(session.running, false);
  assert.equal(session.trace.refused?.code, "rooms-full");
  assert.equal(orders.length, 0);
});

test("without a server it tries again by itself, and stops trying when told to", async () => {
  let calls = 0;
  const { session } = make({
    answers: {
      "/rooms": () => {
        calls++;
        throw new TypeError("Failed to fetch");
      },
    },
  });
  await session.start();
  assert.equal(session.trace.server?.is, "gone");
  session.retry();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(calls, 2);
  session.stop();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(calls, 2);
});

test("a room that expired is replaced, and the trace says so", async () => {
  const { session, orders, learn } = make();
  await session.start();
  open(learn);
  learn({ fact: "refused", code: "no-such-room", message: "", hint: "", at: 9 });
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(session.trace.room, "room2");
  assert.equal(session.trace.renewal?.renewed, true);
  assert.equal(orders.at(-1).order.room, "room2");
});

test("settings go to the worker as they change, and a rate starts what stood still", async () => {
  const { session, orders } = make();
  session.set({ interval: 500 });
  assert.equal(session.settings.interval, 500);
  assert.equal(orders.length, 0);
  session.set({ rate: 10 });
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(orders[0].order.interval, 500);
  assert.equal(orders[0].order.auto.rate, 10);
  session.set({ hold: 5, lanes: [] });
  assert.deepEqual(orders.at(-1), {
    do: "set",
    change: { interval: undefined, hold: 5, lanes: [], auto: undefined, conditions: undefined },
  });
});

test("pause gives the connections back once, and stop ends the worker", async () => {
  const { session, orders } = make();
  session.pause();
  await session.start();
  session.pause();
  session.pause();
  session.resume();
  session.stop();
  assert.deepEqual(
    orders.slice(1).map((order) => order.do ?? order),
    ["pause", "resume", "end"],
  );
  assert.equal(session.running, false);
});

test("a room that is another's can be watched, not published to", async () => {
  const error = { code: "no-key", message: "Publishing needs the room's key.", hint: "Open a room of your own." };
  const { session, asked, learn } = make({
    settings: { room: "somebodys-room" },
    answers: { publish: () => Response.json({ error }, { status: 401 }) },
  });
  await session.start();
  assert.equal(asked.length, 0);
  open(learn);
  assert.equal(await session.publish({}), null);
  assert.equal(session.trace.refused?.code, "no-key");
});
