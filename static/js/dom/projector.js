/**
 * The stage on a projector: `data-size="projector"` on the page, and a scale that follows the height of the window, so
 * that four lanes and a sentence fill it whatever its size.
 */

/** Height of the projector layout at scale 1, px. */
const HEIGHT = 540;

const root = document.documentElement;

/** What had the focus before: it is out of sight meanwhile. @type {Element | null} */
let before = null;

export function isProjected() {
  return root.dataset.size === "projector";
}

/** @param {boolean} on */
export function project(on) {
  if (on === isProjected()) return;
  if (on) {
    before = document.activeElement;
    root.dataset.size = "projector";
    addEventListener("resize", scale);
    scale();
  } else {
    delete root.dataset.size;
    removeEventListener("resize", scale);
    root.style.removeProperty("--k");
    if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
  }
}

function scale() {
  root.style.setProperty("--k", String(innerHeight / HEIGHT));
}
