/**
 * A list whose items can be put in order: by dragging their grips, or by arrow keys on them.
 *
 * With `indents`, left and right change how far in a line stands, kept in `data-indent`.
 */

import { draw, make } from "./make.js";

const MOST_INDENT = 4;

/**
 * Once for a list, for as long as it is there.
 * @param {HTMLElement} list
 * @param {{ changed: () => void, indents?: boolean }} options
 */
export function makeSortable(list, { changed, indents = false }) {
  const items = () => /** @type {HTMLElement[]} */ ([...list.children]);
  for (const item of items()) if (!item.hasAttribute("data-divider")) item.prepend(grip(item, indents));
  list.addEventListener("keydown", (event) => onKey(event, list, indents, changed));
  list.addEventListener("pointerdown", (event) => onPointer(event, list, indents, changed));
}

/**
 * @param {HTMLElement} item
 * @param {boolean} indents
 */
function grip(item, indents) {
  const keys = indents ? "arrow keys up, down, left and right" : "arrow keys up and down";
  const dots = [3, 8, 13].flatMap((cy) => [3, 9].map((cx) => draw("circle", { cx, cy, r: 1.4 })));
  const sign = draw("svg", { viewBox: "0 0 12 16", width: 12, height: 16, "aria-hidden": "true" }, ...dots);
  return make(
    "button",
    { type: "button", class: "grip", "aria-label": `Move “${item.textContent?.trim()}”: ${keys}` },
    sign,
  );
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} list
 * @param {boolean} indents
 * @param {() => void} changed
 */
function onKey(event, list, indents, changed) {
  const held = gripped(event.target);
  if (!held) return;
  const { item, handle } = held;
  const { key } = event;
  if (key === "ArrowUp" && item.previousElementSibling) item.previousElementSibling.before(item);
  else if (key === "ArrowDown" && item.nextElementSibling) item.nextElementSibling.after(item);
  else if (indents && key === "ArrowLeft") indent(item, -1);
  else if (indents && key === "ArrowRight") indent(item, 1);
  else return;
  event.preventDefault();
  handle.focus(); // moving an element in the page takes the focus from it
  list.dispatchEvent(new CustomEvent("moved"));
  changed();
}

/**
 * @param {PointerEvent} event
 * @param {HTMLElement} list
 * @param {boolean} indents
 * @param {() => void} changed
 */
function onPointer(event, list, indents, changed) {
  const held = gripped(event.target);
  if (!held || event.button !== 0) return;
  const { item } = held;
  const dropped = new AbortController();
  let x = event.clientX;
  event.preventDefault();
  held.handle.focus();
  item.setAttribute("data-dragged", "");
  const move = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    place(item, list, clientY);
    const step = indents ? Math.trunc((clientX - x) / 28) : 0;
    if (step !== 0) {
      indent(item, Math.sign(step));
      x = clientX;
    }
  };
  const drop = () => {
    dropped.abort();
    item.removeAttribute("data-dragged");
    changed();
  };
  addEventListener("pointermove", move, { signal: dropped.signal });
  addEventListener("pointerup", drop, { signal: dropped.signal });
  addEventListener("pointercancel", drop, { signal: dropped.signal });
}

/**
 * Puts the item where the pointer is.
 * @param {HTMLElement} item
 * @param {HTMLElement} list
 * @param {number} y
 */
function place(item, list, y) {
  for (const other of list.children) {
    const { top, bottom } = other.getBoundingClientRect();
    if (other === item || y < top || y > bottom) continue;
    const below = item.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (below) other.after(item);
    else other.before(item);
    return;
  }
}

/**
 * @param {HTMLElement} item
 * @param {number} by
 */
function indent(item, by) {
  item.dataset.indent = String(Math.min(Math.max(Number(item.dataset.indent ?? 0) + by, 0), MOST_INDENT));
}

/**
 * The grip under the hand, with its item.
 * @param {EventTarget | null} target
 */
function gripped(target) {
  const handle = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(".grip")) : null;
  const item = /** @type {HTMLElement | null | undefined} */ (handle?.closest("li"));
  return handle && item ? { handle, item } : null;
}
