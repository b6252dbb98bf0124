/**
 * Connections that are asked for, and when they came to be. Times are ms of performance.now(); an attempt that waits for
 * one of the browser's connections looks like one whose server is slow: nothing tells the page.
 *
 * @typedef {"stream" | "fetch" | "socket"} Kind
 * @typedef {object} Attempt
 * @property {string} title
 * @property {Kind} kind
 * @property {number} asked_at
 * @property {number | null} opened_at the answer began, or the handshake was over
 * @property {number | null} closed_at
 * @property {string} why it closed; empty when the reader closed it
 * @property {() => void} close
 */

/**
 * @param {Kind} kind
 * @param {string} title
 * @param {string} url
 * @param {{ signal: AbortSignal, changed: () => void }} options `signal` closes it
 * @returns {Attempt}
 */
export function attempt(kind, title, url, { signal, changed }) {
  const leaving = new AbortController();
  /** @type {Attempt} */
  const made = {
    title,
    kind,
    asked_at: performance.now(),
    opened_at: null,
    closed_at: null,
    why: "",
    close: () => end(),
  };
  const opened = () => {
    if (made.closed_at !== null) return;
    made.opened_at ??= performance.now();
    changed();
  };
  const end = (why = "") => {
    if (made.closed_at !== null) return;
    made.closed_at = performance.now();
    made.why = why;
    leaving.abort();
    changed();
  };
  signal.addEventListener("abort", () => end(), { once: true, signal: leaving.signal });
  open[kind](url, { signal: leaving.signal, opened, end });
  return made;
}

/** @typedef {{ signal: AbortSignal, opened: () => void, end: (why?: string) => void }} Way */

const open = {
  /** @param {string} url @param {Way} way */
  stream(url, { signal, opened, end }) {
    const source = new EventSource(url);
    source.onopen = opened;
    source.onerror = () => end("the server cannot be reached");
    signal.addEventListener("abort", () => source.close());
  },
  /** @param {string} url @param {Way} way */
  fetch(url, { signal, opened, end }) {
    fetch(url, { signal, cache: "no-store" }).then(
      (answer) => answer.text().then(opened, () => {}),
      () => end("the server cannot be reached"),
    );
  },
  /** @param {string} url @param {Way} way */
  socket(url, { signal, opened, end }) {
    const socket = new WebSocket(url.replace(/^http/, "ws"));
    socket.onopen = opened;
    socket.onclose = () => end("the server cannot be reached");
    signal.addEventListener("abort", () => socket.close(1000));
  },
};

/** Whether it still waits. @param {Attempt} attempt */
export function waits({ opened_at, closed_at }) {
  return opened_at === null && closed_at === null;
}

/** Whether it takes one of the browser's connections. A fetch that was answered has given its own back. @param {Attempt} attempt */
export function holds({ kind, opened_at, closed_at }) {
  return kind === "stream" && opened_at !== null && closed_at === null;
}
