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

const GONE = "The line to the server is gone. Load the page again when it is back.";

/**
 * @param {object} options
 * @param {AbortSignal} options.signal closes the control socket
 * @param {(word: string, value: any) => void} options.hear what the server tells: "bytes", "wire", "request" …
 * @returns {Promise<Room>} once the server listens
 * @throws {Error} with what the server says against it
 */
export async function openRoom({ signal, hear }) {
  const answer = await fetch("/rooms", { method: "POST", signal });
  const made = await answer.json();
  if (!answer.ok) throw new Error(`${made.error.message} ${made.error.hint}`);
  const tag = crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? "t";
  const at = (/** @type {string} */ path) => `${location.origin}${path}?tag=${tag}`;
  const tell = await openControl(at(`/rooms/${made.room}/control`), { signal, hear, key: made.key });
  return { room: made.room, key: made.key, at, tell, topic: (topic) => `/rooms/${made.room}/topics/${topic}` };
}

/**
 * @param {string} url
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(word: string, value: any) => void} options.hear
 * @param {string | null} [options.key] without it, the room can be watched only
 * @returns {Promise<(message: object) => void>} once it is open
 */
export function openControl(url, { signal, hear, key = null }) {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  const tell = (/** @type {object} */ message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  signal.addEventListener("abort", () => socket.close(1000), { once: true });
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => {
      if (signal.aborted) return;
      for (const [word, value] of Object.entries(JSON.parse(data))) {
        if (word === "hello") {
          if (key) tell({ key });
          resolve(tell);
        }
        hear(word, value);
      }
    };
    socket.onclose = () => reject(new Error(GONE));
  });
}
