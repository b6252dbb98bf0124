/**
 * A part of the page that is fetched when it is wanted: its module; or an Error whose message stands before a reader.
 * @template T
 * @param {string} part "Search"
 * @param {() => Promise<T>} fetch
 * @returns {Promise<T>}
 */
export function wanted(part, fetch) {
  return fetch().catch((cause) => {
    throw new Error(`${part} could not be loaded. When you are online again, load this page again.`, { cause });
  });
}
