/**
 * A room of a demo's own, and its control socket: what the server tells of the room, and what the demo sets in it.
 *
 * @typedef {object} Room
 * @property {string} room
 * @property {string} key publishes
 * @property {(path: string) => string} at the address of a path of this server, tagged, so that its bytes are told of
 * @property {(topic: string) => string} topic the address of a topic
 * @property {(message: object) => void} tell says something to the control socket: `{ conditions }`, `{ auto }` …
 */

import { keep } from "./kept.js";
import { makeTag } from "./tag.js";

const GONE = "The line to the server is gone. Load the page again when it is back.";

/**
 * @param {object} options
 * @param {AbortSignal} options.signal closes the control socket
 * @param {(word: string, value: any) => void} options.hear what the server tells: "wire", "bytes", "conditions" …
 * @param {boolean} [options.record] have the server keep the bytes of tagged requests, to be asked for: `{ bytes }`
 * @returns {Promise<Room>} once the server listens, and records
 * @throws {Error} with what the server says against it
 */
export async function openRoom({ signal, hear, record = false }) {
  const answer = await fetch("/rooms", { method: "POST", signal });
  const made = await answer.json();
  if (!answer.ok) throw new Error(`${made.error.message} ${made.error.hint}`);
  const tag = makeTag();
  const at = (/** @type {string} */ path) => `${location.origin}${path}?tag=${tag}`;
  const tell = await openControl(at(`/rooms/${made.room}/control`), { signal, hear, key: made.key, record });
  return { room: made.room, key: made.key, at, tell, topic: (topic) => `/rooms/${made.room}/topics/${topic}` };
}

/**
 * @param {string} url
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(word: string, value: any) => void} options.hear
 * @param {string | null} [options.key] without it, the room can be watched only
 * @param {boolean} [options.record]
 * @returns {Promise<(message: object) => void>} once it is open, and records
 */
export function openControl(url, { signal, hear, key = null, record = false }) {
  const socket = keep(signal, new WebSocket(url.replace(/^http/, "ws")));
  const tell = (/** @type {object} */ message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  signal.addEventListener("abort", () => socket.close(1000), { once: true });
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => {
      if (signal.aborted) return;
      for (const [word, value] of Object.entries(JSON.parse(data))) {
        if (word === "hello" && key) tell({ key });
        if (word === "hello" && record) tell({ record });
        if (word === (record ? "recording" : "hello")) resolve(tell);
        if (word === "error") reject(new Error(`${value.message} ${value.hint}`)); // Once it is open, nobody waits for this.
        hear(word, value);
      }
    };
    socket.onclose = () => reject(new Error(GONE));
  });
}
