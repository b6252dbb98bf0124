/** The bytes in hex and, beside it, as text. Each run of bytes knows the part it belongs to. */

import { html, nothing } from "../../vendor/lit.js";
import { count } from "../lib/format.js";
import { letters, toHex } from "../lib/wire/bytes.js";

/** Bytes in a row: as many as stand side by side on a phone, with their text. */
const ROW = 8;

/** So many bytes are drawn. */
const DRAWN = 2_048;

/**
 * @typedef {import("../lib/wire/dissect.js").Item} Item
 * @typedef {object} Light
 * @property {number} chosen
 * @property {number} over
 * @property {(place: number) => void} choose
 * @property {(place: number) => void} pointAt
 */

/**
 * @param {Item} item
 * @param {Light} light
 */
export function hexPanel(item, light) {
  const drawn = Math.min(item.bytes.length, DRAWN);
  const rows = Array.from({ length: Math.ceil(drawn / ROW) }, (_, row) => row * ROW);
  const left = item.bytes.length - drawn;
  return html`<div
    class="wire-hex"
    tabindex="0"
    role="group"
    aria-label="The bytes in hex and as text; arrow keys go from part to part"
    @pointerover=${(/** @type {Event} */ event) => light.pointAt(placeOf(event))}
    @pointerleave=${() => light.pointAt(-1)}
    @click=${(/** @type {Event} */ event) => placeOf(event) >= 0 && light.choose(placeOf(event))}
  >
    ${rows.map((start) => hexRow(item, light, start, Math.min(start + ROW, drawn)))}
    ${left > 0 ? html`<p class="wire-note">And ${count(left)} more bytes. Copy hex has all.</p>` : nothing}
  </div>`;
}

/** @param {Event} event */
function placeOf({ target }) {
  const run = /** @type {Element} */ (target).closest("[data-span]");
  return run instanceof HTMLElement ? Number(run.dataset.span) : -1;
}

/**
 * @param {Item} item
 * @param {Light} light
 * @param {number} start
 * @param {number} end
 */
function hexRow({ bytes, spans, from }, { chosen, over }, start, end) {
  const runs = spans
    .map((span, place) => ({ place, span, from: Math.max(span.start, start), to: Math.min(span.end, end) }))
    .filter((run) => run.to > run.from);
  const cell = (/** @type {typeof runs[0]} */ { place, span }, /** @type {string} */ text) => html`<span
      data-span=${place}
      data-lit=${place === chosen ? "chosen" : place === over ? "over" : nothing}
      data-part=${span.part}
      >${text}</span
    >`;
  const hex = (/** @type {typeof runs[0]} */ { from: first, to }) =>
    Array.from(bytes.subarray(first, to), toHex).join(" ") + (to < end ? " " : "");
  const text = (/** @type {typeof runs[0]} */ { from: first, to }) =>
    letters(bytes.subarray(first, to)).join("").replaceAll("␣", " ");
  return html`<div class="hex-row">
    <span class="wire-place">${count(from + start)}</span
    ><span class="hex-bytes">${runs.map((run) => cell(run, hex(run)))}</span><span class="hex-text">${runs.map((run) => cell(run, text(run)))}</span>
  </div>`;
}
