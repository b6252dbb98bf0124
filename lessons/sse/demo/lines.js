/** Draws the lines of an event stream: where each begins, what it says, and what it does. */

import { make } from "../../../js/dom/make.js";
import { count } from "../../../js/lib/format.js";

/** @typedef {import("../../../js/lib/wire/event-stream.js").Line} Line */

/**
 * An empty table of lines, with its body.
 * @param {string} caption for a screen reader
 */
export function lineTable(caption) {
  const body = make("tbody", { role: "rowgroup" });
  const heads = ["byte", "the line", "what it does"].map((word) =>
    make("th", { scope: "col", role: "columnheader" }, word),
  );
  const table = make(
    "table",
    { class: "lines", role: "table" },
    make("caption", { class: "visually-hidden" }, caption),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads)),
    body,
  );
  return { table, body };
}

/** @param {Line} line */
export function lineRow(line) {
  const { kind, text, value_at, ending, offset, does, fired } = line;
  const code = make("code", {}, text.slice(0, value_at));
  if (kind === "mark") code.append(sign("EF BB BF"));
  const value = text.slice(value_at);
  if (kind === "field") code.append(text.startsWith("data") && value ? make("mark", {}, value) : value);
  for (const word of ending.split(" ").filter(Boolean)) code.append(sign(word));
  return row(`line-${kind}`, fired !== null, count(offset), code, does);
}

/**
 * What the end of a stream left unfinished.
 * @param {string} text
 */
export function endRow(text) {
  return row("line-end", false, "end", make("code", {}, text), "The block was not over. It is thrown away.");
}

/**
 * The roles hold where the rows are laid out otherwise than as a table.
 * @param {string} style
 * @param {boolean} fired
 * @param {string | Node} offset
 * @param {string | Node} code
 * @param {string} does
 */
function row(style, fired, offset, code, does) {
  const cells = [offset, code, does].map((content) => make("td", { role: "cell" }, content));
  return make("tr", { class: style, role: "row", "data-fired": fired }, ...cells);
}

/** A byte that has no letter. @param {string} word */
function sign(word) {
  return make("span", { class: "ending" }, word);
}

/**
 * An event as a listener hears of it.
 * @param {import("../../../js/lib/wire/event-stream.js").Fired} fired
 */
export function firedItem({ type, data, lastEventId }) {
  return make(
    "li",
    {},
    make("b", {}, type),
    make("span", { class: "fired-id" }, lastEventId === "" ? "no id" : `lastEventId ${lastEventId}`),
    make("code", {}, data === "" ? "(empty)" : data),
  );
}
