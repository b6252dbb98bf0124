/**
 * Canvas cannot read `light-dark()` from a custom property, so each token is resolved once through the `color` of a
 * probe, and again when the theme or the contrast changes.
 */

/** Tokens a painter needs; the keys are the names painters use. */
const TOKENS = [
  "page",
  "stage",
  "sunken",
  "ink",
  "ink-2",
  "ink-3",
  "control",
  "rule",
  "rule-2",
  "poll",
  "lp",
  "sse",
  "ws",
  "bad",
  "ok",
];

const CHANGES = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"];

/**
 * @param {HTMLElement} host an element that inherits the tokens
 * @returns {Record<string, string>} token name -> computed colour
 */
export function resolveColours(host) {
  const probe = document.createElement("i");
  probe.hidden = true;
  probe.style.forcedColorAdjust = "none"; // or a mixed colour would be made plain ink
  host.append(probe);
  const style = getComputedStyle(probe);
  /** @type {Record<string, string>} */
  const colours = {};
  for (const token of TOKENS) {
    probe.style.color = `var(--${token})`;
    colours[token] = style.color;
  }
  probe.remove();
  return colours;
}

/**
 * Calls `listener` whenever colours may have changed, until `signal` aborts.
 * @param {() => void} listener
 * @param {AbortSignal} signal
 */
export function onColourChange(listener, signal) {
  for (const query of CHANGES) matchMedia(query).addEventListener("change", listener, { signal });
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "data-size"] });
  signal.addEventListener("abort", () => observer.disconnect());
}
