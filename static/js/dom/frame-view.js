/** One frame taken apart: its bytes to scale, the bits of its first two, its masking, and what it means. */

import { bytes, counted, sentence } from "../lib/format.js";
import { letters, toHex } from "../lib/wire/bytes.js";
import { closing, headerSize, kind, OPCODES } from "../lib/wire/frame.js";
import { make } from "./make.js";

/** @typedef {import("../lib/wire/frame.js").Frame} Frame */

/** So many bytes of a payload are drawn. */
const DRAWN = 64;

/** @param {Frame} frame */
export function frameView(frame) {
  const way = frame.up ? "browser to server" : "server to browser";
  return [
    scale(frame),
    make("h3", {}, `${sentence(kind(frame))} frame, ${way}`),
    make("p", {}, summary(frame)),
    ...frameParts(frame),
  ];
}

/** The bits of its first two bytes, and its payload under its masking key. @param {Frame} frame */
export function frameParts(frame) {
  const [one = 0, two = 0] = frame.bytes;
  return [
    make("h4", {}, "Bytes 0 and 1, bit by bit ", make("code", {}, `${toHex(one)} ${toHex(two)}`)),
    bits(frame, one, two),
    ...longer(frame),
    make("h4", {}, frame.key ? "Masking key and payload" : "Payload, not masked"),
    payload(frame),
  ];
}

/** A bar of the frame's bytes, to scale as far as they can be read. @param {Frame} frame */
function scale(frame) {
  const part = (/** @type {string} */ name, /** @type {number} */ size) => {
    const piece = make("span", { class: name.replace(" ", "-") }, make("b", {}, String(size)), ` ${name}`);
    piece.style.flexGrow = String(size);
    return piece;
  };
  const parts = [part("header", headerSize(frame))];
  if (frame.key) parts.push(part("masking key", 4));
  if (frame.payload.length > 0) parts.push(part("payload", frame.payload.length));
  return make("div", { class: "frame-scale" }, ...parts);
}

/** @param {Frame} frame */
export function summary(frame) {
  const size = `${bytes(frame.bytes.length)} on the wire for ${bytes(frame.payload.length)} of payload.`;
  const { code, reason } = closing(frame);
  if (frame.opcode === 8)
    return `${size} ${code === null ? "No code." : `Code ${code}${reason ? `, “${reason}”` : ""}.`}`;
  if (frame.opcode === 9) return `${size} The other side must send the same payload back.`;
  if (frame.opcode === 10)
    return `${size} ${frame.up ? "The browser sent it by itself; no script did." : "The answer to a ping."}`;
  return size;
}

/** @param {Frame} frame @param {number} one @param {number} two */
function bits(frame, one, two) {
  const opcode = OPCODES[frame.opcode] ?? "reserved";
  return make(
    "div",
    { class: "bits" },
    field("FIN", one, 7, 7, `${+frame.fin}`, frame.fin ? "last piece of the message" : "more pieces follow"),
    field("RSV", one, 6, 4, `${frame.rsv}`, frame.rsv ? "an extension" : "no extension in use"),
    field("opcode", one, 3, 0, `0x${frame.opcode.toString(16)}`, opcode),
    field("MASK", two, 7, 7, `${+Boolean(frame.key)}`, frame.key ? "clients must" : "servers must not"),
    field("payload length", two, 6, 0, `${frame.announced}`, length(frame)),
  );
}

/** @param {Frame} frame */
function length({ announced }) {
  if (announced === 126) return "the next 2 bytes say it";
  if (announced === 127) return "the next 8 bytes say it";
  return announced === 1 ? "byte" : "bytes";
}

/**
 * Some bits of a byte, under their name, over their value.
 * @param {string} name
 * @param {number} byte
 * @param {number} high place of the first bit
 * @param {number} low place of the last
 * @param {string} value
 * @param {string} meaning
 */
function field(name, byte, high, low, value, meaning) {
  const digits = [];
  for (let place = high; place >= low; place--) digits.push(make("span", {}, String((byte >> place) & 1)));
  const boxes = make("span", { class: "bit-boxes" }, ...digits);
  const part = make(
    "div",
    { class: "bit-field" },
    make("b", {}, name),
    boxes,
    make("span", {}, make("b", {}, value), ` ${meaning}`),
  );
  part.style.setProperty("--columns", String(Math.max(digits.length, 2))); // Room for the words under a single bit.
  return part;
}

/** @param {Frame} frame */
function longer({ longer: extra, payload }) {
  if (extra.length === 0) return [];
  const hex = Array.from(extra, toHex).join(" ");
  return [make("p", {}, "The longer length: ", make("code", {}, hex), `, which is ${bytes(payload.length)}.`)];
}

/** What is on the wire, the key under it, and the message under both. @param {Frame} frame */
function payload({ key, masked, payload: meant, opcode }) {
  if (meant.length === 0) return make("p", { class: "quiet" }, "Empty.");
  const shown = Math.min(meant.length, DRAWN);
  const hex = Array.from(masked.subarray(0, shown), toHex);
  const text = letters(meant.subarray(0, shown));
  if (opcode === 8) for (const place of [0, 1]) text[place] = toHex(meant[place] ?? 0); // The code is a number.
  const rows = [
    ["on the wire", hex],
    ["key", Array.from(hex, (_, place) => toHex(key?.[place % 4] ?? 0))],
    ["message", text],
  ];
  const lines = rows
    .filter(([name]) => name !== "key" || key)
    .map(([name, values]) => line(String(name), [...(values ?? [])]));
  const table = make("table", { class: "masking" }, make("tbody", {}, ...lines));
  const scroll = make(
    "div",
    { class: "scroll", tabindex: 0, role: "group", "aria-label": "Payload, byte by byte" },
    table,
  );
  if (shown === meant.length) return scroll;
  return make("div", {}, scroll, make("p", { class: "quiet" }, `And ${counted(meant.length - shown, "more byte")}.`));
}

/** @param {string} name @param {string[]} values */
function line(name, values) {
  return make(
    "tr",
    { class: name.replaceAll(" ", "-") },
    make("th", { scope: "row" }, name),
    ...values.map((value) => make("td", {}, value)),
  );
}
