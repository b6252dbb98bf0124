/**
 * When an answer to `fetch` was complete in the browser.
 *
 * The code that awaits an answer runs about 2 ms after its last byte came (measured in Chromium: head and body each take
 * a way from the network process to the script), while a WebSocket message is there in 0.5 ms. Beside each other that
 * would tell of promises, not of transports. Resource Timing keeps the true instant, and has it by the time the script
 * runs. Streams need no such help: their events are stamped as they come.
 */

/** The browser keeps 250 entries and then drops new ones. */
const MOST = 200;

/**
 * @param {string} url as given to the client; the one it asked may have more in its query
 * @param {number} asked_at browser-clock ms; an answer that began earlier belongs to another request
 * @returns {number | null} browser-clock ms; null when the browser did not keep it
 */
export function answeredAt(url, asked_at) {
  const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
  const entry = entries.findLast(({ name }) => name.startsWith(url));
  if (entries.length > MOST) performance.clearResourceTimings();
  if (!entry || entry.responseEnd === 0) return null;
  return performance.timeOrigin + entry.startTime >= asked_at - 1 ? performance.timeOrigin + entry.responseEnd : null;
}
