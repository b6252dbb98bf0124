/** Styles that come with the part that needs them, and not with every page. */

/**
 * @param {string} name of a file in css/, without its ending
 * @returns {Promise<void>} when it is there, or cannot be had
 */
export function styles(name) {
  const { href } = new URL(`../../css/${name}.css`, import.meta.url);
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((resolve) => {
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
}
