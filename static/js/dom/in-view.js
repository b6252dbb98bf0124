/** Which of several elements a reader is looking at: the one that takes most of the window's height, the first of equals. */

/** @param {Iterable<Element>} elements @returns {Element | null} null: none of them is in the window */
export function mostInView(elements) {
  let most = 0;
  let found = null;
  for (const element of elements) {
    const { top, bottom } = element.getBoundingClientRect();
    const height = Math.min(bottom, innerHeight) - Math.max(top, 0);
    if (height <= most) continue;
    most = height;
    found = element;
  }
  return found;
}
