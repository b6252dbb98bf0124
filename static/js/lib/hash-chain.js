/**
 * A chain of hashes: who shows a link of it proves to be the one who made it, without a secret that others hold too
 * (L. Lamport, Password Authentication with Insecure Communication, CACM 24(11), 1981; RFC 2289 made it S/KEY). From a link
 * everyone can compute the later ones, and nobody the one before. So the last link is a name, and the link before it, shown
 * later, can come only from whoever has the first. Pure.
 */

import { sha1 } from "./sha1.js";

/** Of a link: 128 bits, as many as its first one has (`tag.js`). */
const HEX_DIGITS = 32;

/**
 * The link that comes so many places after another.
 * @param {string} link 32 hexadecimal digits
 * @param {number} places
 */
export function linkAfter(link, places) {
  let reached = link;
  for (let place = 0; place < places; place++) reached = hex(sha1(new TextEncoder().encode(reached)));
  return reached;
}

/** @param {Uint8Array} digest */
function hex(digest) {
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, HEX_DIGITS);
}
