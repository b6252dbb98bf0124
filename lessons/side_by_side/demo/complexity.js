/**
 * Complexity, counted in the code that this page shows: lines without comments and blank lines, the states a client
 * tells apart, and the failures it deals with. Reads the excerpts in `<details data-code="polling">`; nothing else.
 *
 * @typedef {object} Complexity of one transport
 * @property {number} browser lines
 * @property {number} server lines
 * @property {number} states
 * @property {string[]} failures names of those that the client deals with itself
 */

/** What can go wrong, and how one sees in a client's code that it deals with it. @type {readonly [string, RegExp][]} */
export const FAILURES = [
  ["a line that breaks", /Math\.random/], // it waits a random time before it asks again
  ["an answer that never comes", /AbortSignal\.timeout/],
  ["a server that says no", /status < 500|isFinal|EventSource\.CLOSED/],
  ["events that are gone", /is: "gap"/],
];

/** @param {string} transport @returns {Complexity} */
export function countOf(transport) {
  const files = [...document.querySelectorAll(`details[data-code="${transport}"] figure.code`)];
  const isBrowser = (/** @type {Element} */ file) => /client\.js$/.test(nameOf(file));
  const client = files.filter(isBrowser).flatMap(linesOf);
  const text = client.join("\n");
  return {
    browser: client.length,
    server: files.filter((file) => !isBrowser(file)).flatMap(linesOf).length,
    states: new Set([...text.matchAll(/\bis: "([a-z-]+)"/g)].map(([, state]) => state)).size,
    failures: FAILURES.filter(([, sign]) => sign.test(text)).map(([name]) => name),
  };
}

/** @param {Element} file */
function nameOf(file) {
  return file.querySelector(".code-file")?.textContent ?? "";
}

/** Its lines of code; comments are set apart as `<i>`. @param {Element} file */
function linesOf(file) {
  return [...file.querySelectorAll(".line-text")].map(withoutComments).filter((line) => line.trim() !== "");
}

/** @param {Element} line */
function withoutComments(line) {
  const code = [...line.childNodes].filter((node) => node.nodeName !== "I");
  return code.map((node) => node.textContent).join("");
}
