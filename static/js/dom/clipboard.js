/**
 * Puts text on the reader's clipboard. Its own interface is to be had on secure pages only; where a class reads this site
 * over plain http, the older command still works. Neither does so for certain: a browser may be told to forbid it.
 * @param {string} text
 * @throws {Error} that says so; who asked knows what the reader can do instead
 */
export async function copyText(text) {
  if (!(await written(text))) throw new Error("The browser lets this page copy nothing.");
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is on the clipboard
 */
async function written(text) {
  if (navigator.clipboard)
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  const { activeElement } = document;
  const field = document.createElement("textarea");
  field.className = "visually-hidden";
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
  return copied;
}
