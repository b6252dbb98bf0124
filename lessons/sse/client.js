/**
 * Server-Sent Events: one question, and an answer that does not end. The browser reads it, reconnects by itself after a
 * break, and then sends the id of the last event it got as `Last-Event-ID`, which the server prefers to our `after`.
 */

/**
 * @param {object} options
 * @param {string} options.url of the topic's `sse`
 * @param {number | null} [options.after] cursor for the first connection; null = only new events
 * @param {AbortSignal} options.signal ends it
 * @param {(event: any) => void} options.onEvent
 * @param {(state: { is: string, [more: string]: unknown }) => void} options.onState
 * @param {string[]} [options.types] of the events to hear of: EventSource cannot listen to all, each must be named;
 *   "message" is an event's type unless its publisher names another, "auto" what the server publishes by itself
 */
export function connect({ url, after = null, signal, onEvent, onState, types = ["message", "auto"] }) {
  const question = new URL(url, location.href);
  if (after !== null) question.searchParams.set("after", String(after));

  let cursor = after;
  let attempt = 0;
  let asked = true;
  onState({ is: "asking", after: cursor });
  // #region listen
  const source = new EventSource(question); // (a)

  source.onopen = () => {
    askedUnseen();
    attempt = 0;
    onState({ is: "open" });
  };

  for (const type of types) {
    source.addEventListener(type, ({ data, lastEventId }) => {
      cursor = Number(lastEventId);
      onEvent(JSON.parse(data)); // (b)
    });
  }

  // The server's own event: some events had left its log before we could have them.
  source.addEventListener("gap", ({ data, lastEventId }) => {
    cursor = Number(lastEventId);
    onState({ is: "gap", size: JSON.parse(data).gap });
  });

  source.onerror = () => {
    askedUnseen();
    if (source.readyState === EventSource.CLOSED) {
      // Any status but 200 ends an EventSource for good (WHATWG HTML 9.2.2), and it does not say which it was.
      onState({
        is: "gave-up",
        status: null,
        message: "The answer was no event stream. EventSource does not retry that.",
      });
      return; // (c)
    }
    // It will ask again by itself: Chromium after 3 s, unless the server sent `retry:`. It does not say when.
    asked = false; // (d)
    onState({ is: "lost", reason: "the stream ended or broke" });
    onState({ is: "retrying", ms: null, attempt: ++attempt });
  };
  // #endregion

  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  return {};

  /** A reconnect shows only by what becomes of it: `unseen` says that the question left some time before now. */
  function askedUnseen() {
    if (!asked) onState({ is: "asking", after: cursor, unseen: true });
    asked = true;
  }

  function close() {
    source.close();
    onState({ is: "closed" });
  }
}
