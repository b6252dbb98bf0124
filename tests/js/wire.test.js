import assert from "node:assert/strict";
import { test } from "node:test";
import { Trace } from "../../static/js/lib/trace.js";
import { dissect } from "../../static/js/lib/wire/dissect.js";
import { meaningOf, statusMeaning } from "../../static/js/lib/wire/headers.js";
import { aimedAt, lookUp, rowsOf, whyMissing } from "../../static/js/lib/wire/rows.js";
import { Tape } from "../../static/js/lib/wire/tape.js";
import { Tapes } from "../../static/js/lib/wire/tapes.js";

/** @typedef {{ begins?: boolean, from?: number, at?: number }} Place */

const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("base64");
const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);

/**
 * @param {boolean} up
 * @param {string | Uint8Array} data
 * @param {Place} [place]
 */
function piece(up, data, { from = 0, at = 1, begins = true } = {}) {
  const bytes = typeof data === "string" ? utf8(data) : data;
  return { up, from, to: from + bytes.length, at, begins, data: base64(bytes) };
}

/** @param {ReturnType<typeof piece>[]} pieces */
function tapeOf(...pieces) {
  const tape = new Tape();
  for (const one of pieces) tape.add(one);
  return tape;
}

/** Every byte of an item belongs to exactly one span. @param {import("../../static/js/lib/wire/dissect.js").Item} item */
function covered(item) {
  let place = 0;
  for (const { start, end } of item.spans) {
    assert.equal(start, place, item.title);
    assert.ok(end > start, item.title);
    place = end;
  }
  assert.equal(place, item.bytes.length, item.title);
}

/** @param {import("../../static/js/lib/wire/dissect.js").Item[]} items */
const titles = (items) => items.map(({ kind, title }) => `${kind}: ${title}`);

/** @param {import("../../static/js/lib/wire/dissect.js").Item | undefined} item */
const whats = (item) => item?.spans.map(({ what }) => what);

const REQUEST = "GET /rooms/r/topics/t/poll?after=3&tag=x HTTP/1.1\r\nHost: test\r\nX-Odd: 1\r\n\r\n";
const EVENT = '{"id":4,"topic":"t","type":"message","data":{"a":"}{\\""},"sent_at":1.5}';
const BODY = `{"events":[${EVENT},${EVENT.replace("4", "5")}],"cursor":5,"gap":0}`;
const ANSWER = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

test("a poll is a request and an answer, line by line, and its body event by event", () => {
  const items = dissect(tapeOf(piece(true, REQUEST), piece(false, ANSWER, { at: 2 })), "exchange");
  items.forEach(covered);
  assert.deepEqual(titles(items), ["request: GET poll", "answer: 200 OK"]);
  const [request, answer] = items;
  assert.deepEqual(whats(request), ["request line", "Host", "X-Odd", "blank line"]);
  assert.match(request?.spans[0]?.means ?? "", /after event 3/);
  assert.match(request?.spans[2]?.means ?? "", /no words/);
  assert.deepEqual(whats(answer)?.slice(3), ["blank line", "list", "event #4", "event #5", "cursor"]);
  assert.match(answer?.spans.at(-1)?.means ?? "", /Ask after 5/);
  assert.deepEqual(answer?.ids, [4, 5]);
  assert.deepEqual([request?.at, answer?.at], [1, 2]);
});

test("an answer that is not all there yet has no meaning made up for it", () => {
  const [answer] = dissect(tapeOf(piece(false, ANSWER.slice(0, -20))), "exchange");
  covered(/** @type {any} */ (answer));
  assert.deepEqual(answer?.ids, []);
  const [part] = dissect(tapeOf(piece(false, ANSWER.slice(0, 20))), "exchange");
  assert.equal(part?.kind, "part");
});

test("a 304 has no body, and what is said of a status cites its section", () => {
  const [answer] = dissect(tapeOf(piece(false, 'HTTP/1.1 304 Not Modified\r\nETag: "5"\r\n\r\n')), "exchange");
  assert.deepEqual(whats(answer), ["status line", "ETag", "blank line"]);
  const sections = [101, 200, 204, 302, 304, 404, 426, 429, 503].map((status) => statusMeaning(status).source.name);
  assert.deepEqual(
    sections,
    ["15.2.2", "15.3.1", "15.3.5", "15.4.3", "15.4.5", "15.5.5", "15.5.22"]
      .map((section) => `RFC 9110, ${section}`)
      .concat("RFC 6585, 4", "RFC 9110, 15.6.4"),
  );
});

test("headers are known by any spelling, families by their beginning", () => {
  assert.match(meaningOf("cONTENT-tYPE", "text/event-stream").means, /stream of events/);
  assert.match(meaningOf("Connection", "keep-alive").means, /stays open/);
  assert.match(meaningOf("Connection", "Upgrade").means, /Upgrade/);
  assert.match(meaningOf("Sec-Fetch-Mode", "cors").means, /came to ask/);
  assert.match(meaningOf("constructor", "").means, /no words/);
});

const STREAM_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
const block = (/** @type {number} */ id) => `id: ${id}\nevent: message\ndata: {"id":${id},"data":"ä"}\n\n`;

test("a stream is its head, then blocks: fields, data in UTF-8, the blank line that fires", () => {
  const items = dissect(
    tapeOf(piece(false, `${STREAM_HEAD}${block(7)}: beat\n\nretry: 1000\r\n\r\n${block(8)}`)),
    "stream",
  );
  items.forEach(covered);
  assert.deepEqual(titles(items), [
    "answer: 200 OK",
    "block: event #7",
    "block: comment “beat”",
    "block: retry: 1000",
    "block: event #8",
  ]);
  const [, event] = items;
  assert.deepEqual(whats(event), ["id", "event", "data", "blank line"]);
  const { value } = /** @type {any} */ (event).spans[2];
  assert.equal(new TextDecoder().decode(event?.bytes.subarray(value.start, value.end)), '{"id":7,"data":"ä"}');
  assert.match(event?.spans[3]?.means ?? "", /Fires “message”/);
});

test("a block that has only begun is a part, and becomes whole with the rest", () => {
  const whole = STREAM_HEAD + block(7);
  const cut = whole.length - 5;
  const tape = tapeOf(piece(false, whole.slice(0, cut)));
  assert.equal(dissect(tape, "stream").at(-1)?.kind, "part");
  tape.add(piece(false, utf8(whole).slice(cut), { from: cut, at: 2, begins: false }));
  assert.deepEqual(titles(dissect(tape, "stream")), ["answer: 200 OK", "block: event #7"]);
});

test("chunks show their sizes, and the lines inside of them", () => {
  const chunk = (/** @type {string} */ text) => `${utf8(text).length.toString(16)}\r\n${text}\r\n`;
  const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  const items = dissect(tapeOf(piece(false, `${head}${chunk(block(7))}${chunk("data: cut")}${chunk("")}`)), "stream");
  items.forEach(covered);
  assert.deepEqual(whats(items[1]), ["chunk size", "id", "event", "data", "blank line", "end"]);
  assert.deepEqual(whats(items[2]), ["chunk size", "part of a line", "end"]);
  assert.match(items[3]?.spans[0]?.means ?? "", /last chunk/);
});

const UPGRADE = "GET /ws?tag=x HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const SWITCH = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
/** The masked "Hello" of RFC 6455 section 5.7. */
const HELLO = Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);

/** @param {number} first @param {Uint8Array} payload */
function served(first, payload) {
  const { length } = payload;
  const size =
    length < 126
      ? [length]
      : length < 65_536
        ? [126, length >> 8, length & 255]
        : [127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255];
  return Uint8Array.of(first, ...size, ...payload);
}

test("the frames of RFC 6455: masked text, ping, pong, pieces, all lengths, close with code and reason", () => {
  const down = [
    served(0x81, utf8('{"event":{"id":9}}')),
    served(0x89, utf8("Hello")),
    served(0x01, utf8("Hel")),
    served(0x80, utf8("lo")),
    served(0x82, new Uint8Array(256)),
    served(0x82, new Uint8Array(65_536)),
    served(0x88, Uint8Array.of(0x03, 0xf4, ...utf8("back soon"))),
  ];
  let from = utf8(SWITCH).length;
  const tape = tapeOf(piece(true, UPGRADE), piece(false, SWITCH, { at: 2 }));
  tape.add(piece(true, HELLO, { from: utf8(UPGRADE).length, at: 3 }));
  for (const frame of down) {
    tape.add(piece(false, frame, { from, at: 4 }));
    from += frame.length;
  }
  const items = dissect(tape, "duplex");
  items.forEach(covered);
  assert.deepEqual(titles(items), [
    "request: GET ws",
    "answer: 101 Switching Protocols",
    "frame: text",
    "frame: event #9",
    "frame: ping",
    "frame: text, first piece",
    "frame: continuation, last piece",
    "frame: binary",
    "frame: binary",
    "frame: close 1012",
  ]);
  const hello = items[2];
  assert.deepEqual(whats(hello), ["FIN, RSV, opcode", "MASK, length", "masking key", "payload"]);
  assert.match(hello?.spans[0]?.means ?? "", /FIN 1.*RSV 0.*0x1: text/);
  assert.match(hello?.spans[3]?.means ?? "", /Hello/);
  assert.deepEqual(items[3]?.ids, [9]);
  assert.match(items[6]?.spans[0]?.means ?? "", /0x0: continuation/);
  assert.deepEqual(
    [items[7], items[8]].map((item) => item?.spans[2]?.end),
    [4, 10],
  );
  assert.match(items[9]?.spans[2]?.means ?? "", /restarts/);
  assert.match(items[9]?.spans[3]?.means ?? "", /back soon/);
});

test("what was not recorded is a hole, and nothing is read into the middle of a message", () => {
  const tape = tapeOf(piece(false, STREAM_HEAD));
  const late = utf8(`half of a block"}\n\n${block(20)}`);
  tape.add(piece(false, late, { from: 5_000, at: 9, begins: false }));
  const items = dissect(tape, "stream");
  assert.deepEqual(titles(items), [
    "answer: 200 OK",
    "hole: not recorded",
    "part: its beginning is missing",
    "block: event #20",
  ]);
  assert.deepEqual([items[1]?.from, items[1]?.to], [utf8(STREAM_HEAD).length, 5_000]);

  const frames = tapeOf(piece(false, HELLO, { from: 900, begins: false }));
  assert.deepEqual(titles(dissect(frames, "duplex")), ["hole: not recorded", "part: its beginning is missing"]);
  frames.add(piece(false, served(0x81, utf8("x")), { from: 900 + HELLO.length, begins: true }));
  assert.deepEqual(titles(dissect(frames, "duplex")).slice(2), ["frame: text"]);
});

test("any bytes at all are taken apart without an error, and covered", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let turn = 0; turn < 300; turn++) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256));
    const head = [SWITCH, STREAM_HEAD, ANSWER, ""][turn % 4] ?? "";
    const kind = /** @type {const} */ (["duplex", "stream", "exchange"])[turn % 3] ?? "held";
    const data = Uint8Array.of(...utf8(head), ...bytes);
    if (data.length > 0)
      for (const item of dissect(tapeOf(piece(turn % 5 === 0, data, { from: turn % 2 })), kind)) covered(item);
  }
});

test("bytes are asked for once, the rest when there is more, and again when no answer comes", () => {
  /** @type {any[]} */
  const asked = [];
  let now = 0;
  const tapes = new Tapes({ ask: (question) => asked.push(question), now: () => now });
  const exchange = { number: 5, up: 10, down: 0 };
  tapes.of(exchange);
  tapes.of(exchange);
  assert.deepEqual(asked, [{ number: 5, up: 0, down: 0 }]);
  now = 3_000;
  tapes.of(exchange);
  assert.equal(asked.length, 2);
  tapes.heard({ number: 5, pieces: [piece(true, "GET / HTTP")], more: true });
  assert.deepEqual(asked[2], { number: 5, up: 10, down: 0 });
  tapes.heard({ number: 5, pieces: [], more: false });
  assert.ok(tapes.of(exchange).answered);
  assert.equal(asked.length, 3, "nothing new has passed");
  tapes.of({ ...exchange, down: 4 });
  assert.equal(asked.length, 4);
});

/** A trace of one lane with two polls that the server has told of. */
function polled() {
  const trace = new Trace({ lanes: ["polling"] });
  for (const request of [1, 2]) {
    const at = request * 100;
    const lane = "polling";
    trace.add({ fact: "asked", lane, request, at, after: request });
    trace.add({ fact: "delivered", lane, request, event: { id: request + 1, sent_at: at }, at: at + 9 });
    trace.add({ fact: "answered", lane, request, at: at + 9, status: 200, events: 1 });
    const record = {
      received_at: at + 2,
      answered_at: at + 5,
      closed_at: at + 5,
      status: 200,
      up: 70,
      down: 300,
      events: 1,
    };
    trace.add({ fact: "wire", lane, request, number: request + 40, ...record });
  }
  return trace.lane("polling");
}

test("a lane that asks lists its requests and answers, and an event is found in the answer that brought it", () => {
  const lane = polled();
  const tapes = new Tapes({ ask: () => {} });
  const rows = rowsOf("exchange", lane, tapes, null);
  assert.deepEqual(
    rows.map(({ key, title, size }) => [key, title, size]),
    [
      ["1 up", "asks after 1", 70],
      ["1 down", "one event", 300],
      ["2 up", "asks after 2", 70],
      ["2 down", "one event", 300],
    ],
  );
  assert.equal(aimedAt(rows, { lane: "polling", event: 2 }, lane)?.key, "1 down");
  assert.equal(aimedAt(rows, { lane: "polling", request: 2, up: true }, lane)?.key, "2 up");
  assert.equal(aimedAt(rows, { lane: "polling" }, lane)?.key, "2 down");
  const row = /** @type {any} */ (rows[1]);
  assert.deepEqual(lookUp(row, "exchange", tapes), { item: null, answered: false, settled: false });
  tapes.heard({ number: 41, pieces: [piece(false, ANSWER)], more: false });
  assert.equal(lookUp(row, "exchange", tapes).item?.title, "200 OK");
});

test("why bytes are missing is said as it is", () => {
  const [row = null] = rowsOf("exchange", polled(), new Tapes({ ask: () => {} }), null);
  assert.match(whyMissing(row, { since: null, message: "Full." }, true), /Full/);
  assert.match(whyMissing(row, { since: 500 }, true), /before recording began/);
  assert.match(whyMissing(row, { since: 50 }, true), /no longer holds/);
  assert.match(whyMissing(row, { since: 50 }, false), /Asking/);
  assert.match(whyMissing(null, { since: 50 }, true), /Nothing has passed/);
});
