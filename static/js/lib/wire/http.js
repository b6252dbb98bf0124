/**
 * HTTP/1.1 taken apart (RFC 9112): the head line by line, a body by its length or its chunks. Pure.
 *
 * @typedef {import("./sources.js").Source} Source
 *
 * @typedef {object} Span some bytes and their meaning; the spans of an item follow one another without a hole
 * @property {number} start place in the item's bytes
 * @property {number} end
 * @property {string} part what it counts as in the bar of bytes: "head", "body", "SSE fields", "data" …
 * @property {string} what in a word or two
 * @property {string} means in a sentence
 * @property {Source} source
 * @property {{ start: number, end: number }} [value] the payload in it: somebody's data, not framing
 * @property {boolean} [bold] the name in front of the value carries meaning
 *
 * @typedef {object} Head
 * @property {Span[]} spans
 * @property {number} end place after the blank line
 * @property {string[]} words of the first line
 * @property {Map<string, string>} fields by name in small letters
 */

import { counted, sentence } from "../format.js";
import { textOf } from "./bytes.js";
import { meaningOf, statusMeaning } from "./headers.js";
import { rfc } from "./sources.js";

const LF = 10;

/**
 * The head at the beginning of the bytes, or null while it is not all there.
 * @param {Uint8Array} bytes
 * @returns {Head | null}
 */
export function readHead(bytes) {
  /** @type {Span[]} */
  const spans = [];
  /** @type {string[]} */
  let words = [];
  const fields = new Map();
  for (let start = 0; ; ) {
    const end = bytes.indexOf(LF, start) + 1;
    if (end === 0) return null;
    const line = textOf(bytes.subarray(start, end)).replace(/\r?\n$/, "");
    const at = { start, end, part: "head" };
    if (line === "" && spans.length > 0) {
      spans.push({ ...at, what: "blank line", means: "The head is over.", source: rfc(9112, "2.1") });
      return { spans, end, words, fields };
    }
    if (spans.length === 0) {
      words = line.split(" ");
      spans.push({ ...at, ...firstLine(words) });
    } else {
      const [name = "", value = ""] = split(line);
      fields.set(name.toLowerCase(), value);
      spans.push({ ...at, what: name, bold: true, ...meaningOf(name, value) });
    }
    start = end;
  }
}

/** @param {string} line */
function split(line) {
  const colon = line.indexOf(":");
  return colon < 0 ? [line] : [line.slice(0, colon), line.slice(colon + 1).trim()];
}

/** @param {string[]} words */
function firstLine([first = "", second = "", ...rest]) {
  if (first.startsWith("HTTP/")) {
    const { means, source } = statusMeaning(Number(second));
    return { what: "status line", means: `${second} ${rest.join(" ")}. ${means}`, source };
  }
  return { what: "request line", means: asks(first, second), source: rfc(9112, "3") };
}

/**
 * @param {string} method
 * @param {string} target
 */
function asks(method, target) {
  const query = new URLSearchParams(target.split("?")[1] ?? "");
  const said = [`${method} asks for what is at this address.`];
  if (query.has("after")) said.push(`It wants what came after event ${query.get("after")}.`);
  if (query.has("hold")) said.push(`It may be held for ${query.get("hold")} s.`);
  if (query.has("tag")) said.push("The tag tells this page which bytes are its own.");
  return said.join(" ");
}

/**
 * A body whose length is known, or that ends with the connection.
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 * @param {string} type its Content-Type
 * @returns {Span[]}
 */
export function bodySpans(bytes, start, end, type) {
  if (start === end) return [];
  const events = type.startsWith("application/json") ? eventSpans(bytes, start, end) : null;
  const means = type.startsWith("application/json") ? "JSON." : "What the head speaks of.";
  return events ?? [whole(start, end, "body", means)];
}

/**
 * @param {number} start
 * @param {number} end
 * @param {string} what
 * @param {string} means
 * @returns {Span}
 */
function whole(start, end, what, means) {
  return { start, end, part: "body", what, means, source: rfc(9112, "6"), value: { start, end } };
}

/**
 * An answer of a poll, event by event: `{"events":[...],"cursor":n,"gap":n}`. Null, if the body is another.
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 * @returns {Span[] | null}
 */
function eventSpans(bytes, start, end) {
  const said = parsed(textOf(bytes.subarray(start, end)));
  if (!Array.isArray(said?.events)) return null;
  const objects = objectsIn(bytes, start, end);
  const tail = objects.at(-1)?.end ?? start;
  const more = said.gap ? ` ${counted(said.gap, "event")} can no longer be had.` : "";
  const cursor = `Ask after ${said.cursor} next time.${more}`;
  const source = rfc(9112, "6");
  const around = { part: "envelope", source };
  if (objects.length === 0) return [{ ...around, start, end, what: "body", means: `Nothing is new. ${cursor}` }];
  const first = objects[0]?.start ?? start;
  const list = `${sentence(counted(objects.length, "event"))} in JSON.`;
  const events = objects.map((object, place) => {
    const from = place === 0 ? first : (objects[place - 1]?.end ?? first);
    const value = { start: object.start, end: object.end };
    const what = `event #${said.events[place]?.id}`;
    return {
      start: from,
      end: object.end,
      part: "events",
      what,
      means: "An event, as on every transport.",
      source,
      value,
    };
  });
  return [
    { ...around, start, end: first, what: "list", means: list },
    ...events,
    { ...around, start: tail, end, what: "cursor", means: cursor },
  ];
}

/** @param {string} text @returns {any} */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The objects one level inside of an object's lists, by their braces.
 * @param {Uint8Array} bytes of JSON that is known to be right
 * @param {number} start
 * @param {number} end
 */
function objectsIn(bytes, start, end) {
  const found = [];
  let depth = 0;
  let inText = false;
  let from = start;
  for (let place = start; place < end; place++) {
    const letter = String.fromCharCode(bytes[place] ?? 0);
    if (inText && letter === "\\") place++;
    else if (letter === '"') inText = !inText;
    else if (!inText && letter === "{" && ++depth === 2) from = place;
    else if (!inText && letter === "}" && --depth === 1) found.push({ start: from, end: place + 1 });
  }
  return found;
}

/**
 * @typedef {object} Chunk
 * @property {number} data place of its data
 * @property {number} size bytes of its data
 * @property {number} end place after it
 * @property {Span} before its size, in hex
 * @property {Span} after the line end that closes it
 */

/**
 * The chunk that begins at `start` (RFC 9112 section 7.1), or null while it is not all there.
 * @param {Uint8Array} bytes
 * @param {number} start
 * @returns {Chunk | null}
 */
export function readChunk(bytes, start) {
  const data = bytes.indexOf(LF, start) + 1;
  if (data === 0) return null;
  const hex = textOf(bytes.subarray(start, data)).trim().split(";")[0] ?? "";
  const size = Number.parseInt(hex, 16);
  if (Number.isNaN(size) || bytes.length < data + size + 2) return null;
  const source = rfc(9112, "7.1");
  const part = "chunk framing";
  const means = size === 0 ? "No bytes: that was the last chunk." : `In hex: ${counted(size, "byte")} follow.`;
  const end = data + size + 2;
  return {
    data,
    size,
    end,
    before: { start, end: data, part, what: "chunk size", means, source },
    after: {
      start: data + size,
      end,
      part,
      what: "end",
      means: size ? "The chunk is over." : "The answer is over.",
      source,
    },
  };
}
