/**
 * A crowd of clients that lost their server at the same moment, all with one back-off. An attempt is a real request: one
 * question of polling, which the simulated network resets as long as the server is away.
 *
 * Not a WebSocket each: a browser may have one handshake at a time under way with an address (RFC 6455 section 4.1). After
 * failures Chromium holds new ones back for up to 5 s (services/network/websocket_throttler.cc), Firefox for up to 60
 * (netwerk/protocol/websocket/WebSocketChannel.cpp). The waits to be seen would be theirs.
 */

import { openControl } from "../../../js/lib/own-room.js";
import { makeTag } from "../../../js/lib/tag.js";
import { comeBack } from "./back-off.js";

/** @typedef {import("../../../js/lib/own-room.js").Room} Room */
/** @typedef {import("./back-off.js").BackOff} BackOff */
/** @typedef {(act: () => Promise<boolean>) => Promise<boolean>} Door */

export class Crowd {
  /** When each attempt was made, ms after the loss, by the browser's clock. */
  attempts = /** @type {number[]} */ ([]);
  /** When each client had its answer, the same. */
  back = /** @type {number[]} */ ([]);
  /** When each question that was answered reached the server, ms by the server's clock. @type {Map<number, number>} by the exchange's number */
  #received = new Map();
  #url = "";

  /** @param {BackOff} backOff */
  constructor(backOff) {
    this.backOff = backOff;
  }

  get received() {
    return [...this.#received.values()];
  }

  /** The server will tell of what it receives, apart for this crowd. @param {Room} room @param {AbortSignal} signal */
  async enter({ room, topic }, signal) {
    const tag = makeTag();
    this.#url = `${topic("storm")}/poll?tag=${tag}`;
    const hear = (/** @type {string} */ word, /** @type {any} */ value) => {
      if (word === "wire") for (const { number, received_at } of value) this.#received.set(number, received_at);
    };
    await openControl(`${location.origin}/rooms/${room}/control?tag=${tag}`, { signal, hear });
  }

  /** They have lost it now. @param {number} clients @param {Door} door @param {AbortSignal} signal */
  lose(clients, door, signal) {
    const lost_at = performance.now();
    const since = () => performance.now() - lost_at;
    const ask = async () => {
      this.attempts.push(since());
      const answered = await door(() => isAnswered(this.#url, signal));
      if (answered) this.back.push(since());
      return answered;
    };
    const sleep = (/** @type {number} */ ms) =>
      /** @type {Promise<void>} */ (new Promise((wake) => setTimeout(wake, ms)));
    for (let client = 0; client < clients; client++) comeBack(this.backOff, { ask, sleep, signal });
  }
}

/** Lets so many through at a time; the others wait, and come in order. @param {number} most @returns {Door} */
export function doorFor(most) {
  let inside = 0;
  /** @type {(() => void)[]} */
  const waiting = [];
  return async (act) => {
    if (inside < most) inside++;
    else await /** @type {Promise<void>} */ (new Promise((come) => waiting.push(come)));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside--;
    }
  };
}

/** @param {string} url @param {AbortSignal} signal */
async function isAnswered(url, signal) {
  try {
    const answer = await fetch(url, { signal, cache: "no-store" });
    await answer.arrayBuffer(); // Only an answer that was read gives its connection back.
    return answer.ok;
  } catch {
    return false; // Reset by the network, or the run is over.
  }
}
