/** One stream for all tabs, in a shared worker that is played here: the tabs are ports, and the stream opens when told to. */

import assert from "node:assert/strict";
import { test } from "node:test";

/** @type {any} */
const world = globalThis;
/** @type {Source[]} */
const streams = [];
let reachable = true;
/** @type {(event: { ports: Port[] }) => void} */
let connected = () => {};

class Source {
  static CLOSED = 2;
  readyState = 0;
  onmessage = (/** @type {{ data: string }} */ _) => {};
  onerror = () => {};

  constructor(/** @type {string} */ url) {
    this.url = url;
    streams.push(this);
  }

  close() {
    this.readyState = 2;
  }
}

class Port extends EventTarget {
  /** @type {any[]} */
  told = [];
  onmessage = () => {};

  postMessage(/** @type {any} */ said) {
    this.told.push(said);
  }
}

world.addEventListener = (/** @type {string} */ _, /** @type {typeof connected} */ listener) => {
  connected = listener;
};
world.EventSource = Source;
world.fetch = async () => {
  if (!reachable) throw new TypeError("fetch failed");
  return { json: async () => ({ room: "r", key: "k" }) };
};
await import("../../lessons/limits/demo/one-stream.js");

async function joins() {
  const port = new Port();
  connected({ ports: [port] });
  await new Promise((resolve) => setTimeout(resolve));
  return port;
}

const open = () => streams.filter(({ readyState }) => readyState !== 2).length;

test("where the server cannot be reached the tab is told, and can join when it can", async () => {
  reachable = false;
  const early = await joins();
  assert.deepEqual(early.told, [{ ended: true }]);
  early.onmessage();
  reachable = true;
  const later = await joins();
  assert.deepEqual(later.told, [{ place: { room: "r", key: "k" }, tabs: 1 }]);
  later.onmessage();
});

test("all tabs have one stream, which ends with the last of them", async () => {
  const [one, other] = [await joins(), await joins()];
  assert.equal(open(), 1);
  streams.at(-1)?.onmessage({ data: '{"id":1}' });
  for (const tab of [one, other]) assert.deepEqual(tab.told.at(-1), { event: { id: 1 } });
  one.onmessage();
  assert.deepEqual([other.told.at(-1), open()], [{ tabs: 1 }, 1]);
  other.dispatchEvent(new Event("close"));
  assert.equal(open(), 0);
});

test("when the server will not have the stream, the next tab begins anew", async () => {
  const tab = await joins();
  streams.at(-1)?.close();
  streams.at(-1)?.onerror();
  assert.deepEqual(tab.told.at(-1), { ended: true });
  tab.onmessage();
  await joins();
  assert.equal(open(), 1);
});
