/**
 * The lessons' own clients under scripts of conditions, against a real server. Reads `{ url, scripts, at_once }` as JSON on
 * standard input and prints, for each script, what each transport heard: `{ published, heard: { sse: [1, 2, …] }, stuck }`.
 *
 * The clients are the real ones, with the real fetch and WebSocket; only EventSource is played here, because Node has none,
 * and it reconnects sooner than a browser's. Back-off is short for the same reason.
 */

import { readFileSync } from "node:fs";
import * as longPolling from "../../lessons/long_polling/client.js";
import * as polling from "../../lessons/polling/client.js";
import * as sse from "../../lessons/sse/client.js";
import * as websocket from "../../lessons/websocket/client.js";

const CLIENTS = {
  polling: { connect: polling.connect, path: "poll" },
  "long-polling": { connect: longPolling.connect, path: "long-poll?hold=5" },
  sse: { connect: sse.connect, path: "sse" },
  websocket: { connect: websocket.connect, path: "ws" },
};

/** A script's events come over this time, and the first of them before it. */
const SPAN_MS = 240;
const EVENTS = 4;
const POLL_MS = 150;
const RECONNECT_MS = 20;
const PATIENCE_MS = 20_000;

const { url, scripts, at_once } = JSON.parse(readFileSync(0, "utf8"));
globalThis.location = /** @type {any} */ ({ href: url });
Math.random = () => 0.02; // Of 500 ms and its doubles.

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Nobody here waits the whole second that a 503 asks for. */
const nodeFetch = fetch;
globalThis.fetch = async (...question) => {
  const answer = await nodeFetch(...question);
  if (!answer.headers.has("Retry-After")) return answer;
  const headers = new Headers(answer.headers);
  headers.delete("Retry-After");
  return new Response(answer.body, { status: answer.status, headers });
};

/** EventSource as WHATWG HTML section 9.2 has it, as far as a client can see. */
globalThis.EventSource = /** @type {any} */ (
  class extends EventTarget {
    static CLOSED = 2;
    readyState = 0;
    onopen = () => {};
    onerror = () => {};
    #last = "";
    #leaving = new AbortController();

    /** @param {URL} url */
    constructor(url) {
      super();
      this.#run(url);
    }

    close() {
      this.readyState = 2;
      this.#leaving.abort();
    }

    /** @param {URL} url */
    async #run(url) {
      while (this.readyState !== 2) {
        const headers = { Accept: "text/event-stream", ...(this.#last ? { "Last-Event-ID": this.#last } : {}) };
        try {
          const answer = await fetch(url, { headers, signal: this.#leaving.signal });
          const is = answer.headers.get("Content-Type") ?? "";
          if (answer.status !== 200 || !is.startsWith("text/event-stream")) {
            await answer.body?.cancel();
            this.readyState = 2;
            return this.onerror();
          }
          this.readyState = 1;
          this.onopen();
          await this.#read(/** @type {ReadableStream<Uint8Array>} */ (answer.body));
        } catch {}
        if (this.readyState === 2) return;
        this.readyState = 0;
        this.onerror();
        await sleep(RECONNECT_MS);
      }
    }

    /** @param {ReadableStream<Uint8Array>} body */
    async #read(body) {
      const decoder = new TextDecoder();
      let text = "";
      for await (const bytes of body) {
        const blocks = (text + decoder.decode(bytes, { stream: true })).split("\n\n");
        text = blocks.pop() ?? ""; // A block without its blank line is never dispatched.
        for (const block of blocks) this.#dispatch(block);
      }
    }

    /** @param {string} block */
    #dispatch(block) {
      const fields = new Map(block.split("\n").map((line) => /** @type {[string, string]} */ (line.split(/: (.*)/s, 2))));
      this.#last = fields.get("id") ?? this.#last;
      const message = new Event(fields.get("event") ?? "message");
      if (fields.has("data")) this.dispatchEvent(Object.assign(message, { data: fields.get("data"), lastEventId: this.#last }));
    }
  }
);

/** Node 20 tells of a handshake that failed by an error alone; a browser by a close too (WHATWG WebSockets, section 7). */
const NodeSocket = WebSocket;
globalThis.WebSocket = class extends NodeSocket {
  /** @param {string | URL} url */
  constructor(url) {
    super(url);
    let closed = false;
    this.addEventListener("close", () => (closed = true));
    this.addEventListener("error", () =>
      setTimeout(() => closed || this.onclose?.(/** @type {any} */ ({ code: 1006, reason: "" }))),
    );
  }
};

/**
 * One transport's client until `signal` ends it. It is opened again where it stopped when it gives up, as a reader would.
 * @param {keyof typeof CLIENTS} name
 * @param {string} topic
 * @param {AbortSignal} signal
 */
function listen(name, topic, signal) {
  const { connect, path } = CLIENTS[name];
  /** @type {number[]} */
  const heard = [];
  let cursor = 0;
  const open = () => {
    const leaving = new AbortController();
    const either = AbortSignal.any([signal, leaving.signal]);
    connect({
      url: `${topic}/${path}`,
      after: cursor,
      signal: either,
      interval: () => POLL_MS,
      onEvent: (/** @type {{ id: number }} */ { id }) => {
        if (either.aborted) return;
        heard.push(id);
        cursor = id;
      },
      onState: (/** @type {{ is: string, size?: number }} */ { is, size }) => {
        if (is === "gap") heard.push(-(size ?? 0)); // Nothing leaves the log here, so any gap is a fault.
        if (is !== "gave-up" || either.aborted) return;
        leaving.abort();
        setTimeout(() => signal.aborted || open(), RECONNECT_MS);
      },
    });
  };
  open();
  return heard;
}

/** @param {string} room @returns {Promise<WebSocket>} its control socket, open: again where a kept connection was cut */
async function opened(room) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/rooms/${room}/control`);
  const open = await new Promise((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onclose = () => resolve(false);
  });
  return open ? socket : opened(room);
}

/** @param {string} room @param {string} key */
async function control(room, key) {
  const socket = await opened(room);
  /** @type {Map<string, (said: any) => void>} */
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const said = JSON.parse(data);
    const word = said.error ? "conditions" : Object.keys(said)[0];
    waiting.get(word)?.(said);
  };
  const ask = (/** @type {string} */ word, /** @type {object} */ message) =>
    new Promise((resolve, reject) => {
      waiting.set(word, (said) => (said.error ? reject(new Error(JSON.stringify(said.error))) : resolve(said)));
      socket.send(JSON.stringify(message));
    });
  await ask("keyed", { key });
  return { set: (/** @type {object | null} */ conditions) => ask("conditions", { conditions }), close: () => socket.close() };
}

/**
 * @param {string} path
 * @param {string} key
 * @param {object} body
 * @returns {Promise<any>} the answer. A kept connection may have been cut under the question, which is then asked again, as
 *   a browser does; an event more does no harm here
 */
async function post(path, key, body, tries = 5) {
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  try {
    return await (await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) })).json();
  } catch (error) {
    if (tries === 0) throw error;
    return post(path, key, body, tries - 1);
  }
}

/** @param {object} script */
async function run(script) {
  const { room, key } = await post("/rooms", "", {});
  const topic = `/rooms/${room}/topics/t`;
  const publish = async () => (await post(topic, key, { data: "x".repeat(40) })).id;
  const line = await control(room, key);
  const leaving = new AbortController();
  const names = /** @type {(keyof typeof CLIENTS)[]} */ (Object.keys(CLIENTS));
  await publish();
  const heard = Object.fromEntries(names.map((name) => [name, listen(name, url + topic, leaving.signal)]));
  await line.set(script);
  for (let n = 0; n < EVENTS; n++) {
    await Promise.all([publish(), sleep(SPAN_MS / EVENTS)]);
  }
  await line.set(null);
  const published = await publish();
  const until = performance.now() + PATIENCE_MS;
  const waits = () => names.filter((name) => heard[name]?.at(-1) !== published);
  while (waits().length > 0 && performance.now() < until) await sleep(5);
  const stuck = waits();
  await sleep(RECONNECT_MS); // What comes twice may come late.
  leaving.abort();
  line.close();
  return { published, heard, stuck };
}

const results = new Array(scripts.length);
let next = 0;
await Promise.all(
  Array.from({ length: at_once }, async () => {
    while (next < scripts.length) {
      const index = next++;
      results[index] = await run(scripts[index]);
    }
  }),
);
process.stdout.write(JSON.stringify(results), () => process.exit(0));
