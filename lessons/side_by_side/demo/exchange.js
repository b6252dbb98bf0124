/**
 * Two experiments with more than one party, without any page: lines between two people over either way, and who hears a
 * message that is said on a connection, or published to a topic.
 *
 * @typedef {import("../../../js/lib/own-room.js").Room} Room
 */

import { keep } from "../../../js/lib/kept.js";

/** Published while one client is away. */
const OWED = 5;

/** Longer than any answer takes on a line that works, ms. */
const PATIENCE_MS = 1_500;

/**
 * Three clients of one topic: two on a WebSocket, one on SSE. One says something to the server; then it publishes.
 * @param {Room} room
 * @param {AbortSignal} signal closes all connections
 * @returns {Promise<{ clients: number, answered: number, heard: number, ways: number }>}
 */
export async function whoHears(room, signal) {
  const at = (/** @type {string} */ path) => room.at(room.topic(`who-hears/${path}`));
  const clients = await Promise.all([
    joinSocket(at("ws"), signal),
    joinSocket(at("ws"), signal),
    joinStream(at("sse"), signal),
  ]);
  const [speaker] = clients;
  speaker?.say?.({ ping: 1 });
  await until(() => (speaker?.said.length ?? 0) > 0);
  const answered = clients.filter(({ said }) => said.some((one) => "pong" in one)).length;
  speaker?.say?.({ key: room.key });
  speaker?.say?.({ publish: { data: "news" } });
  await until(() => clients.every(({ news }) => news > 0));
  const listeners = clients.filter(({ news }) => news > 0);
  const ways = new Set(listeners.map(({ way }) => way)).size;
  return { clients: clients.length, answered, heard: listeners.length, ways };
}

/**
 * Some events are published while nobody listens. Then one comes back on a new WebSocket without a cursor, and one asks
 * from the cursor it had.
 * @param {Room} room
 * @param {AbortSignal} signal
 * @returns {Promise<{ owed: number, rejoined: number, absent: number }>} how many each was given
 */
export async function whoIsOwed(room, signal) {
  const topic = room.topic("was-away");
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${room.key}` };
  for (let sent = 0; sent < OWED; sent++)
    await fetch(topic, { method: "POST", headers, body: JSON.stringify({ data: sent }), signal });
  const back = await joinSocket(room.at(`${topic}/ws`), signal);
  back.say?.({ ping: 1 }); // What it is owed would have come before the answer to this.
  await until(() => back.said.length > 0);
  const answer = await fetch(`${topic}/poll?after=0`, { signal });
  const { events } = await answer.json();
  return { owed: OWED, rejoined: back.news, absent: events.length };
}

/**
 * @typedef {{ way: string, news: number, said: object[], say?: (message: object) => void }} Client
 * `news` counts events, `said` holds everything else the server said
 */

/** @param {string} url @param {AbortSignal} signal @returns {Promise<Client>} once it is open */
function joinSocket(url, signal) {
  const socket = keep(signal, new WebSocket(url.replace(/^http/, "ws")));
  /** @type {Client} */
  const client = { way: "websocket", news: 0, said: [], say: (message) => socket.send(JSON.stringify(message)) };
  signal.addEventListener("abort", () => socket.close(1000), { once: true });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.event) client.news++;
    else client.said.push(message);
  };
  return opened(socket, client);
}

/** @param {string} url @param {AbortSignal} signal @returns {Promise<Client>} once it is open */
function joinStream(url, signal) {
  const source = keep(signal, new EventSource(url));
  /** @type {Client} */
  const client = { way: "sse", news: 0, said: [] };
  signal.addEventListener("abort", () => source.close(), { once: true });
  source.addEventListener("message", () => client.news++);
  return opened(source, client);
}

/** @param {WebSocket | EventSource} line @param {Client} client @returns {Promise<Client>} */
function opened(line, client) {
  return new Promise((resolve, reject) => {
    line.onopen = () => resolve(client);
    line.onerror = () =>
      reject(new Error("A connection could not be opened. Close other tabs of this site, and try again."));
  });
}

/** Waits for something to be so, for as long as patience lasts. @param {() => boolean} isSo */
async function until(isSo) {
  const end = performance.now() + PATIENCE_MS;
  while (!isSo() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
}
