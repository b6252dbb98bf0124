/** The bytes of one part in a line: as text with its line ends drawn, or in hex where they are no text. */

import { html, nothing } from "../../vendor/lit.js";
import { count } from "../lib/format.js";
import { textOf, toHex } from "../lib/wire/bytes.js";

/** So much of a part is written out; all of it stands in the hex beside. */
const LETTERS = 400;
const PAIRS = 12;

/**
 * @param {import("../lib/wire/dissect.js").Item} item
 * @param {import("../lib/wire/http.js").Span} span
 */
export function spanText({ bytes, frame, kind }, { start, end, value, bold, what }) {
  if (frame || kind === "part") return hex(bytes.subarray(start, end));
  const text = (/** @type {number} */ from, /** @type {number} */ to) => textOf(bytes.subarray(from, to));
  if (value) {
    const before = text(start, value.start);
    return html`<code>${bold ? html`<b>${before}</b>` : before}<mark>${cut(text(value.start, value.end))}</mark>${ending(text(value.end, end))}</code>`;
  }
  const line = text(start, end);
  const words = line.replace(/[\r\n]+$/, "");
  const name = bold && words.toLowerCase().startsWith(what.toLowerCase()) ? words.slice(0, what.length + 1) : "";
  return html`<code>${name ? html`<b>${name}</b>` : nothing}${cut(words.slice(name.length))}${ending(line.slice(words.length))}</code>`;
}

/** @param {string} text */
function cut(text) {
  return text.length > LETTERS ? `${text.slice(0, LETTERS)} …` : text;
}

/** @param {string} signs CR and LF, as bytes that have no letter */
function ending(signs) {
  return [...signs].map((sign) => html`<span class="wire-ending">${sign === "\r" ? "CR" : "LF"}</span>`);
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  const pairs = Array.from(bytes.subarray(0, PAIRS), toHex).join(" ");
  return html`<code>${pairs}${bytes.length > PAIRS ? ` … ${count(bytes.length)} in all` : nothing}</code>`;
}
