/**
 * WebSocket: one connection on which both sides may speak at any time. Nothing comes back by itself after a break: the
 * client has to connect again, wait a random time before it does, and say from where it wants to go on.
 */

const RETRY_MS = { first: 500, most: 30_000 };

/** Close codes after which asking again is no use: a broken rule (RFC 6455 section 7.4.1), or the application's own. */
const isFinal = (/** @type {number} */ code) => code === 1002 || code === 1003 || code === 1008 || code >= 4000;

/**
 * @param {object} options
 * @param {string} options.url of the topic's `ws`, as http(s) or ws(s)
 * @param {number | null} [options.after] cursor: hear of events after this one; null = only of new ones
 * @param {AbortSignal} options.signal ends it
 * @param {(event: any) => void} options.onEvent
 * @param {(state: { is: string, [more: string]: unknown }) => void} options.onState
 * @returns {{ send: (message: object) => boolean }} `send` says whether the connection was open to take it
 */
export function connect({ url, after = null, signal, onEvent, onState }) {
  let cursor = after;
  let attempt = 0;
  let socket = open();

  signal.addEventListener(
    "abort",
    () => {
      socket.close(1000);
      onState({ is: "closed" });
    },
    { once: true },
  );
  return { send };

  function open() {
    const address = new URL(url, location.href);
    address.protocol = address.protocol.replace("http", "ws"); // (a)
    if (cursor !== null) address.searchParams.set("after", String(cursor));
    onState({ is: "asking", after: cursor });
    const opening = new WebSocket(address);
    opening.onopen = () => signal.aborted || onState({ is: "open" });
    opening.onmessage = ({ data }) => signal.aborted || heard(JSON.parse(data));
    opening.onclose = ({ code, reason }) => signal.aborted || closed(code, reason); // (b)
    return opening;
  }

  function heard(/** @type {{ event?: any, gap?: number }} */ message) {
    attempt = 0;
    if (message.event) {
      cursor = message.event.id;
      onEvent(message.event);
    } else if (message.gap) {
      if (cursor !== null) cursor += message.gap; // Told once is enough: a reconnect starts behind the gap.
      onState({ is: "gap", size: message.gap });
    }
  }

  /** Code 1006 is the browser's word for "no goodbye": a dead line, or a handshake that was refused. */
  function closed(/** @type {number} */ code, /** @type {string} */ reason) {
    if (isFinal(code)) return onState({ is: "gave-up", status: code, message: reason });
    onState({ is: "lost", reason: reason ? `closed with ${code}, ${reason}` : `closed with ${code}` });
    // Full jitter: a random part of a time that doubles, so that a thousand clients do not all come back at once.
    const ms = Math.random() * Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** attempt++); // (c)
    onState({ is: "retrying", ms, attempt });
    setTimeout(() => {
      if (!signal.aborted) socket = open();
    }, ms);
  }

  function send(/** @type {object} */ message) {
    if (socket.readyState !== WebSocket.OPEN) return false; // (d)
    socket.send(JSON.stringify(message));
    return true;
  }
}
