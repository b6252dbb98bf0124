/**
 * The stage on a projector: `data-size="projector"` on the page, and a scale that follows the height of the window, so
 * that four lanes and a sentence fill it whatever its size; in a window upright its width, so that nothing leaves it.
 */

/** Height of the projector layout at scale 1, px. */
const HEIGHT = 540;
/** The least width in which it is whole, at scale 1, px. */
const WIDTH = 640;

const root = document.documentElement;

/** What had the focus before: it is out of sight meanwhile. @type {Element | null} */
let before = null;

let foot_px = 0;

export function isProjected() {
  return root.dataset.size === "projector";
}

/**
 * @param {boolean} on
 * @param {number} [foot] what something else takes of the window's foot, px
 */
export function project(on, foot = 0) {
  foot_px = foot;
  if (on === isProjected()) return on && scale();
  if (on) {
    before = document.activeElement;
    root.dataset.size = "projector";
    addEventListener("resize", scale);
    scale();
  } else {
    delete root.dataset.size;
    removeEventListener("resize", scale);
    for (const name of ["--projected", "--foot"]) root.style.removeProperty(name);
    if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
  }
}

function scale() {
  root.style.setProperty("--projected", String(Math.min((innerHeight - foot_px) / HEIGHT, innerWidth / WIDTH)));
  root.style.setProperty("--foot", `${foot_px}px`);
}
