/** Pieces of page that the demos of this lesson share. */

import { make } from "../../../js/dom/make.js";
import { toHex } from "../../../js/lib/wire/bytes.js";

/**
 * Bytes as a row of hexadecimal cells; every fourth is set apart.
 * @param {Uint8Array} bytes
 * @param {string} label what they are, for a screen reader
 */
export function cells(bytes, label) {
  const each = Array.from(bytes, (byte) => make("span", {}, toHex(byte)));
  return make(
    "span",
    { class: "cells", role: "img", "aria-label": `${label}: ${Array.from(bytes, toHex).join(" ")}` },
    ...each,
  );
}
