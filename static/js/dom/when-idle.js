/** What is fetched for later: once the page has loaded, and has had time for what comes with it. */

/** After the load. A stage, a typeface, a lesson's demos are fetched before. */
const LATER_MS = 2_000;
/** A stage that runs leaves hardly an idle moment. */
const MOST_MS = 10_000;

/**
 * Calls back when the page is idle; never for a reader who saves data.
 * @param {() => void} then
 * @param {AbortSignal} signal
 */
export function whenIdle(then, signal) {
  const { connection } = /** @type {{ connection?: { saveData?: boolean } }} */ (navigator);
  if (connection?.saveData) return;
  const act = () => signal.aborted || then();
  const idle = () => ("requestIdleCallback" in globalThis ? requestIdleCallback(act, { timeout: MOST_MS }) : act()); // Safari has none
  const later = () => setTimeout(idle, LATER_MS);
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true, signal });
}
