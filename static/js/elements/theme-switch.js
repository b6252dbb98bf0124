/**
 * `<theme-switch>`: system, light or dark. The choice is kept in this browser; `theme.js` applies it before the first
 * paint of the next page. Says `theme-change` on the document, with `detail.theme`. The three signs are a half, an empty and a full disc.
 */

import { THEMES } from "../lib/themes.js";

/** @typedef {typeof THEMES[number]} Theme */

/** What fills each sign, as SVG path data: half of the disc, nothing, all of it. */
const FILLS = { system: "M8 2a6 6 0 0 1 0 12z", light: "", dark: "M8 2a6 6 0 0 1 0 12a6 6 0 0 1 0-12z" };

const SVG = "http://www.w3.org/2000/svg";

export class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    const group = document.createElement("div");
    group.className = "segmented";
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", "Theme");
    group.append(...THEMES.map((theme) => option(theme, theme === current())));
    group.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement) choose(/** @type {Theme} */ (event.target.value));
    });
    this.append(group);
  }
}

/** @returns {Theme} the theme in force on this page */
function current() {
  const theme = document.documentElement.dataset.theme;
  return theme === "light" || theme === "dark" ? theme : "system";
}

/**
 * Has the page in a theme, and remembers nothing.
 * @param {Theme} theme
 */
export function show(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const input of document.querySelectorAll("theme-switch input"))
    if (input instanceof HTMLInputElement) input.checked = input.value === theme;
  document.dispatchEvent(new CustomEvent("theme-change", { detail: { theme } }));
}

/** @param {Theme} theme */
function choose(theme) {
  show(theme);
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is closed to us: the choice lasts as long as this page.
  }
}

/**
 * One radio with its sign.
 * @param {Theme} theme
 * @param {boolean} checked
 */
function option(theme, checked) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "theme", value: theme, checked });
  input.setAttribute("aria-label", `${theme[0].toUpperCase()}${theme.slice(1)} theme`);
  label.title = input.ariaLabel ?? "";
  label.append(sign(FILLS[theme]), input);
  return label;
}

/** @param {string} fill */
function sign(fill) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const ring = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ cx: "8", cy: "8", r: "6" })) ring.setAttribute(name, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", fill);
  path.setAttribute("class", "fill");
  svg.append(ring, path);
  return svg;
}

customElements.define("theme-switch", ThemeSwitch);
