/** Waiting that ends early when a signal says so. */

/** How long a condition may take to come about, ms: more than a poll interval. */
const PATIENCE_MS = 10_000;

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 */
export async function pause(ms, signal) {
  signal.throwIfAborted();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const over = new AbortController();
  try {
    await new Promise((resolve, reject) => {
      timer = setTimeout(resolve, Math.max(ms, 0));
      signal.addEventListener("abort", () => reject(signal.reason), { signal: over.signal });
    });
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

/**
 * @param {() => boolean} holds
 * @param {AbortSignal} signal
 */
export async function until(holds, signal) {
  const late = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > late) throw new Error("The lanes did not answer in time. Is the server there?");
    await pause(50, signal);
  }
}
