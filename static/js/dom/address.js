/** The page's address, kept as its settings are. */

/**
 * A slider is dragged, and browsers let a page write its address 100 times in 10 to 30 s. Then they ignore it, or throw.
 */
const EVERY_MS = 400;

/**
 * @param {() => string} address as it is to be
 * @param {AbortSignal} signal ends it
 * @returns {() => void} to be told whenever it may have changed
 */
export function addressKeeper(address, signal) {
  let kept_at = Number.NEGATIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  signal.addEventListener("abort", () => clearTimeout(later));

  return function keep() {
    clearTimeout(later);
    const wait_ms = kept_at + EVERY_MS - performance.now();
    if (wait_ms > 0) {
      later = setTimeout(keep, wait_ms);
      return;
    }
    kept_at = performance.now();
    history.replaceState(null, "", address());
  };
}
