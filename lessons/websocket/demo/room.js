/**
 * A room of the demo's own, and the control socket over which the server tells what it read and wrote.
 *
 * @typedef {object} Room
 * @property {string} key publishes
 * @property {(path: string) => string} at the address of a path of this server, tagged, so that its bytes are told of
 * @property {(topic: string) => string} topic the address of a topic
 * @property {string} room
 */

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
  await openControl(at(`/rooms/${made.room}/control`), signal, hear);
  return { room: made.room, key: made.key, at, topic: (topic) => `/rooms/${made.room}/topics/${topic}` };
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {(word: string, value: any) => void} hear
 * @returns {Promise<void>} once it is open
 */
function openControl(url, signal, hear) {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  signal.addEventListener("abort", () => socket.close(1000), { once: true });
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => {
      if (signal.aborted) return;
      for (const [word, value] of Object.entries(JSON.parse(data))) {
        if (word === "hello") resolve();
        hear(word, value);
      }
    };
    socket.onclose = () => reject(new Error("The line to the server is gone. Load the page again when it is back."));
  });
}
