/**
 * Whether an event came from within such an element. A dialog that has just closed holds the focus until the next frame,
 * but not the keys: whoever types on at once means the page.
 * @param {EventTarget | null} target
 * @param {string} selector
 */
export function isWithin(target, selector) {
  return (
    target instanceof Element && target.closest(selector) !== null && target.closest("dialog:not([open])") === null
  );
}
