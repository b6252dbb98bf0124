/**
 * The class that this tab is in, for as long as the tab lives. It stands in the page's address, but only until the reader
 * follows a link within the page: loaded again then, as phones do by themselves, the page would know of no class.
 */

import { ofLesson } from "../../../js/lib/of-lesson.js";

const KEPT = ofLesson("class");

/** @returns {string} the hash of a class's link; empty when there is none */
export function remembered() {
  try {
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    return ""; // Closed to us: the address has to do.
  }
}

/** @param {string} hash of a class that is there */
export function remember(hash) {
  try {
    sessionStorage.setItem(KEPT, hash);
  } catch {
    // As above.
  }
}

/** It is over, or was none. */
export function forget() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // As above.
  }
}
