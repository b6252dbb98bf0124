/** Makes elements for what the server's HTML leaves to the script. Text goes in as text, never as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined>} attributes true: a bare name; false, null: none
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/**
 * The same for SVG.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} attributes
 * @param {...(Node | string)} children
 */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/**
 * A button.
 * @param {string} word
 * @param {() => void} act
 * @param {string} [style] its class
 */
export function button(word, act, style = "button") {
  const made = make("button", { type: "button", class: style }, word);
  made.addEventListener("click", () => made.getAttribute("aria-disabled") !== "true" && act());
  return made;
}

/**
 * Whether a button can be pressed now. One that is `disabled` loses the focus, and whoever pressed it by key their place;
 * this one keeps it.
 * @param {HTMLButtonElement} made by `button`
 * @param {boolean} usable
 */
export function setUsable(made, usable) {
  if (usable) made.removeAttribute("aria-disabled");
  else made.setAttribute("aria-disabled", "true");
}

/**
 * "✓ right" or "✕ not quite": a drawn sign, for the fonts have none, and a word.
 * @param {boolean} right
 * @param {string} [word]
 */
export function verdict(right, word = right ? "right" : "not quite") {
  const path = right ? "M1.5 6.5 4.5 9.5 10.5 2.5" : "M2 2l8 8M10 2l-8 8";
  const sign = draw(
    "svg",
    { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" },
    draw("path", { d: path }),
  );
  return make("span", { class: `verdict ${right ? "right" : "wrong"}` }, sign, ` ${word}`);
}

/**
 * @param {Element} element
 * @param {Record<string, string | number | boolean | null | undefined>} attributes
 */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
}
