/**
 * Calls `draw` when an element has its size, and again whenever it has another.
 * @param {Element} element
 * @param {() => void} draw
 * @param {AbortSignal} signal ends it
 */
export function onResize(element, draw, signal) {
  const observer = new ResizeObserver(draw);
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}
