/**
 * Reads an event stream one byte after the other, and tells what each line did (WHATWG HTML, sections 9.2.5 and 9.2.6).
 * Browsers do the same and tell only of the events. Pure.
 *
 * @typedef {object} Fired an event, as a listener would hear of it
 * @property {string} type
 * @property {string} data
 * @property {string} lastEventId
 *
 * @typedef {object} Line one line of the stream, read to its end
 * @property {number} offset of its first byte in the stream
 * @property {number} size bytes, with its ending
 * @property {string} text without its ending
 * @property {"" | "LF" | "CR" | "CR LF"} ending
 * @property {"mark" | "field" | "comment" | "other" | "blank"} kind "mark": a byte order mark, which is no line
 * @property {number} value_at where in the text a field's value begins; the end of the text where there is none
 * @property {string} does what it does, in words
 * @property {Fired | null} fired
 */

const LF = 10;
const CR = 13;
const MARK = [0xef, 0xbb, 0xbf];
const DIGITS = /^[0-9]+$/;

/** Every line by itself; a mark in the middle of a stream is a character like any other. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class EventStream {
  /** @type {Line[]} */
  lines = [];
  /** @type {Fired[]} */
  fired = [];
  /** What the lines of this block have gathered: data with a newline after each line, and the id for the blank line. */
  hand = { data: "", type: "", id: "" };
  /** ms until the next connection, if the server has said so. @type {number | null} */
  retry_ms = null;
  /** Bytes read. */
  offset = 0;
  #committed = "";
  /** @type {number[]} of the line that is not over yet */
  #bytes = [];
  #after_cr = false;

  /**
   * @param {number} byte
   * @returns {Line | null} the line that it ended
   */
  read(byte) {
    this.offset += 1;
    if (byte === LF && this.#after_cr) return this.#join();
    this.#after_cr = byte === CR;
    if (byte === LF || byte === CR) return this.#end(byte === LF ? "LF" : "CR");
    this.#bytes.push(byte);
    if (this.offset === MARK.length && MARK.every((one, at) => this.#bytes[at] === one)) return this.#mark();
    return null;
  }

  /** The line that is not over yet. */
  get unfinished() {
    return decoder.decode(new Uint8Array(this.#bytes));
  }

  /** Whether the stream could end here without anything being thrown away. */
  get isAtRest() {
    const { data, type } = this.hand;
    return this.#bytes.length === 0 && data === "" && type === "" && this.hand.id === this.#committed;
  }

  /** A newline right after a carriage return belongs to the line before. */
  #join() {
    this.#after_cr = false;
    const line = /** @type {Line} */ (this.lines.at(-1));
    line.ending = "CR LF";
    line.size += 1;
    return null;
  }

  #mark() {
    const does = "A byte order mark. At the very beginning it is overlooked.";
    const kind = /** @type {const} */ ("mark");
    const line = {
      offset: 0,
      size: 3,
      text: "",
      ending: /** @type {const} */ (""),
      kind,
      value_at: 0,
      does,
      fired: null,
    };
    this.#bytes = [];
    this.lines.push(line);
    return line;
  }

  /** @param {"LF" | "CR"} ending */
  #end(ending) {
    const text = this.unfinished;
    const size = this.#bytes.length + 1;
    this.#bytes = [];
    const line = { offset: this.offset - size, size, text, ending, ...this.#interpret(text) };
    this.lines.push(line);
    return line;
  }

  /**
   * @param {string} text
   * @returns {Pick<Line, "kind" | "value_at" | "does" | "fired">}
   */
  #interpret(text) {
    if (text === "") return this.#dispatch();
    const colon = text.indexOf(":");
    if (colon === 0)
      return { kind: "comment", value_at: text.length, does: "A comment. It does nothing.", fired: null };
    const name = colon < 0 ? text : text.slice(0, colon);
    const value_at = colon < 0 ? text.length : colon + (text[colon + 1] === " " ? 2 : 1);
    const does = this.#field(name, text.slice(value_at));
    if (does) return { kind: "field", value_at, does, fired: null };
    return { kind: "other", value_at: text.length, does: `“${name}” is no field. The line is ignored.`, fired: null };
  }

  /**
   * @param {string} name
   * @param {string} value
   * @returns {string} what it does; nothing for a field that there is not
   */
  #field(name, value) {
    const { hand } = this;
    if (name === "data") {
      const more = hand.data !== "";
      hand.data += `${value}\n`;
      return more
        ? "One more line of data, joined by a newline."
        : value
          ? "Data for the event."
          : "An empty line of data.";
    }
    if (name === "event") {
      hand.type = value;
      return value ? `The event’s type is “${value}”.` : "No type after all, so it is “message”.";
    }
    if (name === "id") {
      if (value.includes("\0")) return "An id with a NUL in it is ignored.";
      hand.id = value;
      return value ? `The id is ${value}, from the blank line on.` : "The id is empty again, from the blank line on.";
    }
    if (name !== "retry") return "";
    if (!DIGITS.test(value)) return "Not all digits, so it is ignored.";
    this.retry_ms = Number(value);
    return `After a break, wait ${value} ms.`;
  }

  /** The blank line: commits the id, fires an event if there is data, and empties the hand. */
  #dispatch() {
    const { data, type, id } = this.hand;
    const commits = id === this.#committed ? "" : ` The id ${id ? `${id} ` : ""}is committed.`;
    this.#committed = id;
    this.hand = { data: "", type: "", id };
    const shape = { kind: /** @type {const} */ ("blank"), value_at: 0 };
    if (data === "") return { ...shape, does: `No data, so nothing fires.${commits}`, fired: null };
    const fired = { type: type || "message", data: data.slice(0, -1), lastEventId: id };
    this.fired.push(fired);
    return { ...shape, does: `Fires “${fired.type}”.${commits}`, fired };
  }
}

/**
 * A whole stream, read to its end.
 * @param {string} text
 */
export function readWhole(text) {
  const stream = new EventStream();
  for (const byte of new TextEncoder().encode(text)) stream.read(byte);
  return stream;
}
