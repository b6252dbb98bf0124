/** Pieces of page that the demos of this lesson share. */

import { draw, make } from "../../../js/dom/make.js";
import { toHex } from "./frame.js";

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

/** An arrow, for the fonts have none: up to the server, or down from it. @param {boolean} up */
export function arrow(up) {
  return draw(
    "svg",
    {
      viewBox: "0 0 12 12",
      width: 12,
      height: 12,
      class: "arrow",
      role: "img",
      "aria-label": up ? "to the server" : "to the browser",
    },
    draw("path", { d: up ? "M6 11V1.5M2 5.5 6 1.5l4 4" : "M6 1v9.5M2 6.5l4 4 4-4" }),
  );
}

/** Letters that can be shown, one for each byte; a dot for all others. @param {Uint8Array} bytes */
export function letters(bytes) {
  return Array.from(bytes, (byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : byte === 32 ? "␣" : "·"));
}
