/** Styles that come with the part that needs them, and not with every page. */

/** @type {Map<string, Promise<boolean>>} */
const fetched = new Map();

/**
 * @param {string} name of a file in css/, without its ending
 * @returns {Promise<boolean>} once it is there; false when it cannot be had now. The next call tries again
 */
export function styles(name) {
  const known = fetched.get(name) ?? link(name);
  fetched.set(name, known);
  return known;
}

/** @param {string} name */
async function link(name) {
  const { href } = new URL(`../../css/${name}.css`, import.meta.url);
  const came = [...document.querySelectorAll("link")].some((one) => sheetsIn(one.href).includes(name)); // with the page
  if (came) return true;
  const made = document.createElement("link");
  made.rel = "stylesheet";
  made.href = href;
  const there = await new Promise((resolve) => {
    made.onload = () => resolve(true);
    made.onerror = () => resolve(false);
    document.head.append(made);
  });
  if (there) return true;
  made.remove();
  fetched.delete(name);
  return false;
}

/** The names of the sheets that a file holds: css/base+page.css. @param {string} href */
function sheetsIn(href) {
  return /\/css\/([^/]+)\.css$/.exec(href)?.[1]?.split("+") ?? [];
}
