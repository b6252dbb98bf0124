/**
 * An exchange's bytes as what they are: a request, an answer, blocks of an event stream, WebSocket frames; and what is
 * missing. Pure: bytes go in, items come out, each with spans that cover it.
 *
 * @typedef {import("./http.js").Span} Span
 * @typedef {import("./http.js").Head} Head
 * @typedef {import("./tape.js").Tape} Tape
 * @typedef {import("./tape.js").Stretch} Stretch
 * @typedef {"exchange" | "held" | "stream" | "duplex"} Kind how the lane asks
 *
 * @typedef {object} Item
 * @property {string} key names it within its exchange
 * @property {"request" | "answer" | "block" | "frame" | "part" | "hole"} kind "part": cut off, or not all there yet;
 *   "hole": not recorded
 * @property {boolean} up from the browser to the server
 * @property {number} at server-clock ms of its first byte at the server's socket; for a hole, of the next bytes
 * @property {number} from place in its direction
 * @property {number} to
 * @property {Uint8Array} bytes
 * @property {string} title in a list
 * @property {Span[]} spans
 * @property {number[]} ids of the events in it
 * @property {import("./frame.js").Frame} [frame]
 */

import { sizeOf, textOf } from "./bytes.js";
import { EventStream } from "./event-stream.js";
import { first as firstFrame } from "./frame.js";
import { about, frameSpans } from "./frame-spans.js";
import { bodySpans, parsed, readChunk, readHead } from "./http.js";
import { INTERPRETING, PARSING, rfc } from "./sources.js";

/** What follows a head: nothing more, blocks, blocks in chunks, or frames. @typedef {"body" | "stream" | "chunks" | "frames"} After */

/**
 * @param {Tape} tape
 * @param {Kind} kind
 * @returns {Item[]} in the order they passed the socket
 */
export function dissect(tape, kind) {
  const items = [true, false].flatMap((up) => oneWay(tape.stretches(up ? "up" : "down"), up, kind));
  return items.sort((a, b) => a.at - b.at || Number(b.up) - Number(a.up) || a.from - b.from);
}

/**
 * @param {Stretch[]} stretches
 * @param {boolean} up
 * @param {Kind} kind
 */
function oneWay(stretches, up, kind) {
  /** @type {Item[]} */
  const items = [];
  /** @type {After} */
  let after = kind === "duplex" ? "frames" : kind === "stream" && !up ? "stream" : "body";
  let end = 0;
  for (const stretch of stretches) {
    const reader = new Reader(stretch, up);
    if (stretch.from > end) items.push(reader.hole(end));
    if (stretch.from === 0) after = reader.head(after);
    else reader.findBeginning(after);
    reader.rest(after);
    items.push(...reader.items);
    end = stretch.from + stretch.bytes.length;
  }
  return items;
}

/** Reads one stretch of one direction, from its beginning to its end. */
class Reader {
  /** @type {Item[]} */
  items = [];
  #place = 0;

  /**
   * @param {Stretch} stretch
   * @param {boolean} up
   */
  constructor(stretch, up) {
    this.stretch = stretch;
    this.up = up;
  }

  /**
   * The item for all that lies before the stretch.
   * @param {number} from
   * @returns {Item}
   */
  hole(from) {
    const { from: to, marks } = this.stretch;
    const at = (marks[0]?.at ?? 0) - 0.001;
    return {
      key: key(this.up, from),
      kind: "hole",
      up: this.up,
      at,
      from,
      to,
      bytes: new Uint8Array(0),
      title: "not recorded",
      spans: [],
      ids: [],
    };
  }

  /**
   * The request, or the head of the answer with the body that it announces.
   * @param {After} usual
   * @returns {After} what follows
   */
  head(usual) {
    const { bytes } = this.stretch;
    const head = readHead(bytes);
    if (!head) return usual;
    const after = following(head);
    if (after === "body") {
      const length = head.fields.get("content-length");
      const [first = "", status = ""] = head.words;
      const bodiless = !first.startsWith("HTTP/") || status === "304" || status === "204";
      const end =
        length === undefined ? (bodiless ? head.end : bytes.length) : Math.min(head.end + Number(length), bytes.length);
      const missing = length === undefined ? 0 : head.end + Number(length) - end;
      const body = bodySpans(bytes, head.end, end, missing ? "" : (head.fields.get("content-type") ?? ""));
      this.#add(
        this.up ? "request" : "answer",
        end,
        [...head.spans, ...body],
        titleOf(head),
        idsIn(bytes.subarray(head.end, end)),
      );
    } else this.#add(this.up ? "request" : "answer", head.end, head.spans, titleOf(head), []);
    return after;
  }

  /** Where bytes before are missing: the first place at which something is known to begin. @param {After} after */
  findBeginning(after) {
    const { bytes, from, marks } = this.stretch;
    const known = marks.find(({ begins }) => begins);
    let place = known ? known.from - from : bytes.length;
    if (after === "stream") place = Math.min(place, afterBlankLine(bytes));
    if (place > 0) this.#part(place, "its beginning is missing");
  }

  /** @param {After} after */
  rest(after) {
    if (after === "frames") this.#frames();
    else if (after === "stream") this.#blocks();
    else if (after === "chunks") this.#chunks();
    const { length } = this.stretch.bytes;
    if (this.#place < length) this.#part(length, "not all of it is here");
  }

  #frames() {
    for (;;) {
      const frame = firstFrame(this.stretch.bytes.subarray(this.#place), this.up, this.#at(this.#place));
      if (!frame) return;
      const { title, ids } = about(frame);
      this.#add("frame", this.#place + frame.bytes.length, frameSpans(frame), title, ids, frame);
    }
  }

  #blocks() {
    const { bytes } = this.stretch;
    const stream = new EventStream();
    const begin = this.#place;
    let seen = 0;
    for (let place = begin; place < bytes.length; place++) {
      const line = stream.read(bytes[place] ?? 0);
      if (line?.kind !== "blank") continue;
      if (bytes[place] === 13 && bytes[place + 1] === 10) stream.read(bytes[++place] ?? 0);
      const spans = stream.lines.slice(seen).map((one) => lineSpan(one, begin + one.offset - this.#place));
      seen = stream.lines.length;
      const [title, ids] = blockTitle(stream.lines.slice(-spans.length));
      this.#add("block", place + 1, spans, title, ids);
    }
  }

  #chunks() {
    for (
      let chunk = readChunk(this.stretch.bytes, this.#place);
      chunk;
      chunk = readChunk(this.stretch.bytes, this.#place)
    ) {
      const start = this.#place;
      const stream = new EventStream();
      for (const byte of this.stretch.bytes.subarray(chunk.data, chunk.data + chunk.size)) stream.read(byte);
      const inside = stream.lines.map((line) => lineSpan(line, chunk.data - start + line.offset));
      const covered = inside.at(-1)?.end ?? chunk.data - start;
      const { before, after } = chunk;
      if (covered < after.start - start) inside.push(cutLine(covered, after.start - start));
      const spans = [shifted(before, start), ...inside, shifted(after, start)];
      const [title, ids] = chunk.size ? blockTitle(stream.lines) : ["last chunk", []];
      this.#add("block", chunk.end, spans, title, ids);
    }
  }

  /**
   * @param {number} end
   * @param {string} why
   */
  #part(end, why) {
    const means = `Part of something: ${why}.`;
    const spans = [{ start: 0, end: end - this.#place, part: "unread", what: "part", means, source: rfc(9112, "8") }];
    this.#add("part", end, spans, why, []);
  }

  /**
   * @param {Item["kind"]} kind
   * @param {number} end place in the stretch
   * @param {Span[]} spans
   * @param {string} title
   * @param {number[]} ids
   * @param {import("./frame.js").Frame} [frame]
   */
  #add(kind, end, spans, title, ids, frame) {
    const { from: base, bytes } = this.stretch;
    const from = base + this.#place;
    const item = { key: key(this.up, from), kind, up: this.up, at: this.#at(this.#place), from, to: base + end };
    this.items.push({ ...item, bytes: bytes.slice(this.#place, end), title, spans, ids, ...(frame ? { frame } : {}) });
    this.#place = end;
  }

  /** When the byte at a place passed. @param {number} place */
  #at(place) {
    return this.stretch.marks.findLast(({ from }) => from <= this.stretch.from + place)?.at ?? 0;
  }
}

/** @param {boolean} up @param {number} from */
function key(up, from) {
  return `${up ? "up" : "down"} ${from}`;
}

/** @param {Head} head @returns {After} */
function following({ words, fields }) {
  const upgrades = fields.get("upgrade")?.toLowerCase() === "websocket";
  if (upgrades && (words[1] === "101" || !words[0]?.startsWith("HTTP/"))) return "frames";
  if (fields.get("transfer-encoding")?.toLowerCase() === "chunked") return "chunks";
  return fields.get("content-type")?.startsWith("text/event-stream") ? "stream" : "body";
}

/** @param {Head} head */
function titleOf({ words: [first = "", second = "", ...rest] }) {
  return first.startsWith("HTTP/")
    ? `${second} ${rest.join(" ")}`
    : `${first} ${second.split("?")[0]?.split("/").at(-1)}`;
}

/** @param {Uint8Array} body @returns {number[]} */
function idsIn(body) {
  const events = parsed(textOf(body))?.events;
  return Array.isArray(events) ? events.map((event) => event?.id).filter(Number.isInteger) : [];
}

/**
 * @param {import("./event-stream.js").Line} line
 * @param {number} start
 * @returns {Span}
 */
function lineSpan({ size, text, kind, value_at, does }, start) {
  const name = text.slice(0, value_at);
  const isData = kind === "field" && name.startsWith("data");
  const from = start + sizeOf(name);
  const value = isData && text.length > value_at ? { value: { start: from, end: start + sizeOf(text) } } : {};
  const what = kind === "field" ? name.replace(/: ?$/, "") : kind === "blank" ? "blank line" : kind;
  const source = kind === "field" || kind === "blank" ? INTERPRETING : PARSING;
  return { start, end: start + size, part: "SSE fields", what, means: does, source, bold: kind === "field", ...value };
}

/** @param {number} start @param {number} end @returns {Span} */
function cutLine(start, end) {
  return {
    start,
    end,
    part: "SSE fields",
    what: "part of a line",
    means: "The line goes on in the next chunk.",
    source: rfc(9112, "7.1"),
  };
}

/** @param {Span} span @param {number} start @returns {Span} */
function shifted(span, start) {
  return { ...span, start: span.start - start, end: span.end - start };
}

/**
 * @param {import("./event-stream.js").Line[]} lines
 * @returns {[title: string, ids: number[]]} what they are about, and the events in them
 */
function blockTitle(lines) {
  const fired = lines.flatMap((line) => line.fired ?? []);
  const ids = fired.map(({ data }) => parsed(data)?.id).filter(Number.isInteger);
  if (ids.length > 0) return [`event #${ids[0]}`, ids];
  if (fired[0]) return [fired[0].type, []];
  const [one] = lines;
  return [one?.kind === "comment" ? `comment “${one.text.slice(1).trim()}”` : (one?.text ?? ""), []];
}

/** The place after the first blank line. @param {Uint8Array} bytes */
function afterBlankLine(bytes) {
  const found = /\r\n\r\n|\n\n|\r\r/.exec(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return found ? found.index + found[0].length : bytes.length;
}
