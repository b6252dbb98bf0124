/**
 * Polling: ask, wait, ask again. The cursor makes it whole: each question says up to where we know the topic already,
 * so nothing is missed between two polls and nothing comes twice.
 */

const TIMEOUT_MS = 10_000;
const RETRY_MS = { first: 500, most: 30_000 };

/**
 * @param {object} options
 * @param {string} options.url of the topic's `poll`
 * @param {number | null} [options.after] cursor: hear of events after this one; null = only of new ones
 * @param {AbortSignal} options.signal ends it
 * @param {(event: any) => void} options.onEvent
 * @param {(state: { is: string, [more: string]: unknown }) => void} options.onState
 * @param {() => number} [options.interval] ms from one question to the next, read before each wait
 */
export function connect({ url, after = null, signal, onEvent, onState, interval = () => 2_000 }) {
  signal.addEventListener("abort", () => onState({ is: "closed" }), { once: true });
  poll();
  return {};

  async function poll() {
    let cursor = after;
    let attempt = 0;
    while (!signal.aborted) {
      const asked_at = performance.now();
      onState({ is: "asking", after: cursor });
      const answer = await ask(url, cursor, signal); // (a)
      if (signal.aborted) return;
      if (answer.gap > 0) onState({ is: "gap", size: answer.gap });
      for (const event of answer.events) onEvent(event);
      if (answer.status === null) onState({ is: "lost", reason: answer.message });
      else onState({ is: "answered", status: answer.status, events: answer.events.length });
      if (answer.final) return onState({ is: "gave-up", status: answer.status, message: answer.message });
      if (answer.ok) {
        cursor = answer.cursor; // (b)
        attempt = 0;
        // From question to question, as a timer would; but never a question before the last one was answered.
        const ms = Math.max(0, interval() - (performance.now() - asked_at)); // (c)
        onState({ is: "waiting", ms });
        await sleep(ms);
      } else {
        const ms = Math.max(backOff(attempt++), answer.retry_after_ms); // (d)
        onState({ is: "retrying", ms, attempt });
        await sleep(ms);
      }
    }
  }
}

/** One question and its answer. A `status` of null means that none came. */
async function ask(/** @type {string} */ url, /** @type {number | null} */ cursor, /** @type {AbortSignal} */ signal) {
  const question = new URL(url, location.href);
  if (cursor !== null) question.searchParams.set("after", String(cursor));
  const nothing = { events: [], cursor, gap: 0, final: false, message: "", retry_after_ms: 0 };
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await fetch(question, { signal: patience, cache: "no-store" });
    const { ok, status } = answer;
    if (ok) return { ...nothing, ok, status, ...(await answer.json()) };
    // The client's fault stays one, however often we ask; the server's may pass.
    const final = status < 500 && status !== 408 && status !== 429;
    const retry_after_ms = 1_000 * (Number(answer.headers.get("Retry-After")) || 0);
    const message = await answer.json().then(
      (body) => body.error.message,
      () => "",
    );
    return { ...nothing, ok, status, final, message, retry_after_ms };
  } catch (error) {
    const message = error instanceof TypeError ? "the server could not be reached" : "the answer took too long";
    return { ...nothing, ok: false, status: null, message };
  }
}

/** Full jitter: a random part of a time that doubles, so that a thousand clients do not all come back at once. */
const backOff = (/** @type {number} */ attempt) =>
  Math.random() * Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** attempt);

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
