/** Draws the lines of an event stream: where each begins, what it says, and what it does. */

import { make } from "../../../js/dom/make.js";
import { count } from "../../../js/lib/format.js";

/** @typedef {import("./event-stream.js").Line} Line */

/**
 * An empty table of lines, with its body.
 * @param {string} caption for a screen reader
 */
export function lineTable(caption) {
  const body = make("tbody");
  const heads = ["byte", "the line", "what it does"].map((word) => make("th", { scope: "col" }, word));
  const table = make(
    "table",
    { class: "lines" },
    make("caption", { class: "visually-hidden" }, caption),
    make("thead", {}, make("tr", {}, ...heads)),
    body,
  );
  return { table, body };
}

/** @param {Line} line */
export function lineRow(line) {
  const { kind, text, value_at, ending, offset, does, fired } = line;
  const code = make("code", {}, text.slice(0, value_at));
  if (kind === "mark") code.append(sign("EF BB BF"));
  if (kind === "field" && value_at < text.length) code.append(make("mark", {}, text.slice(value_at)));
  for (const word of ending.split(" ").filter(Boolean)) code.append(sign(word));
  return make(
    "tr",
    { class: `line-${kind}`, "data-fired": fired !== null },
    make("td", { class: "offset" }, count(offset)),
    make("td", {}, code),
    make("td", {}, does),
  );
}

/** A byte that has no letter. @param {string} word */
function sign(word) {
  return make("span", { class: "ending" }, word);
}

/**
 * An event as a listener hears of it.
 * @param {import("./event-stream.js").Fired} fired
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
