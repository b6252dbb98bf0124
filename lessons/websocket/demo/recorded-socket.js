/**
 * A WebSocket of a demo's own whose bytes the server records. It tells of them over a second connection, the control
 * socket of the demo's room.
 *
 * @typedef {import("../../../js/lib/wire/dissect.js").Item} Item
 * @typedef {{ number: number, up: number, down: number, closed_at: number | null }} Exchange as the server tells of it
 */

import { keep } from "../../../js/lib/kept.js";
import { openRoom } from "../../../js/lib/own-room.js";
import { Tapes } from "../../../js/lib/wire/tapes.js";

/** What the server has not told so long after the end, it does not tell any more. */
const PATIENCE_MS = 2_000;

/**
 * @param {object} options
 * @param {AbortSignal} options.signal closes both connections
 * @param {(items: Item[], over: boolean) => void} options.changed all that is known to have passed, taken apart; `over`:
 *   the connection has ended, and nothing more will come
 * @returns {Promise<WebSocket>} connecting, so that nothing of it is missed
 * @throws {Error} with what the server says against it
 */
export async function openRecorded({ signal, changed }) {
  /** @type {Exchange | null} */
  let exchange = null;
  const look = (given_up = false) => {
    if (!exchange) return changed([], given_up);
    const tape = tapes.of(exchange); // Asks for what has passed since, too.
    const whole = exchange.closed_at !== null && tape.known === exchange.up + exchange.down;
    changed(tape.items("duplex"), whole || given_up);
  };
  const hear = (/** @type {string} */ word, /** @type {any} */ value) => {
    if (word === "wire") exchange = value.at(-1);
    else if (word === "bytes") tapes.heard(value);
    else return;
    look();
  };
  const room = await openRoom({ signal, hear, record: true });
  const tapes = new Tapes({ ask: (question) => room.tell({ bytes: question }) });
  const url = room.at(`/lessons/websocket/frames/${room.room}`).replace(/^http/, "ws");
  const socket = keep(signal, new WebSocket(url));
  socket.addEventListener("close", () => setTimeout(() => signal.aborted || look(true), PATIENCE_MS));
  signal.addEventListener("abort", () => end(socket), { once: true });
  return socket;
}

/** The server may have told of its answer before the answer itself is here. @param {WebSocket} socket */
function end(socket) {
  if (socket.readyState === WebSocket.CONNECTING) socket.addEventListener("open", () => socket.close(1000));
  else socket.close(1000);
}
