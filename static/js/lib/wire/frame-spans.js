/** A WebSocket frame as annotated bytes (RFC 6455 section 5), and what it is about. Pure. */

import { bytes as size } from "../format.js";
import { textOf } from "./bytes.js";
import { closing, kind, OPCODES } from "./frame.js";
import { parsed } from "./http.js";
import { rfc } from "./sources.js";

/**
 * @typedef {import("./frame.js").Frame} Frame
 * @typedef {import("./http.js").Span} Span
 */

/** The close codes of RFC 6455 section 7.4.1 and of IANA's registry. @type {Record<number, string>} */
const CODES = {
  1000: "normal: all is said",
  1001: "going away: the page was left, or the server stops",
  1002: "a rule of the protocol was broken",
  1003: "a kind of data it cannot take",
  1007: "a text that is not UTF-8",
  1008: "against the other side's rules",
  1009: "too big",
  1011: "the server failed",
  1012: "the server restarts, come back",
  1013: "try again later",
};

/** @param {Frame} frame @returns {Span[]} */
export function frameSpans(frame) {
  const { longer, key, masked } = frame;
  /** @type {[number, Omit<Span, "start" | "end">][]} */
  const parts = [
    [1, { part: "header", what: "FIN, RSV, opcode", means: firstMeans(frame), source: rfc(6455, "5.2") }],
    [1, { part: "header", what: "MASK, length", means: secondMeans(frame), source: rfc(6455, "5.2") }],
  ];
  if (longer.length > 0)
    parts.push([
      longer.length,
      { part: "header", what: "longer length", means: longerMeans(frame), source: rfc(6455, "5.2") },
    ]);
  if (key)
    parts.push([
      4,
      {
        part: "masking key",
        what: "masking key",
        means: "Chosen anew for this frame. Each payload byte is XORed with one of these four, in turn.",
        source: rfc(6455, "5.3"),
      },
    ]);
  if (frame.opcode === 8 && masked.length >= 2) parts.push(...closeParts(frame));
  else if (masked.length > 0)
    parts.push([
      masked.length,
      { part: "payload", what: "payload", means: payloadMeans(frame), source: payloadSource(frame) },
    ]);
  let start = 0;
  return parts.map(([length, part]) => {
    const end = start + length;
    const span = { start, end, ...part, ...(part.part === "payload" ? { value: { start, end } } : {}) };
    start = end;
    return span;
  });
}

/** @param {Frame} frame */
function firstMeans({ fin, rsv, opcode }) {
  const last = fin ? "FIN 1: the last piece of its message." : "FIN 0: more pieces follow.";
  const extension = rsv ? `RSV ${rsv}: an extension.` : "RSV 0: no extension.";
  return `${last} ${extension} Opcode 0x${opcode.toString(16)}: ${OPCODES[opcode] ?? "reserved"}.`;
}

/** @param {Frame} frame */
function secondMeans({ key, announced, up }) {
  const mask = key
    ? "MASK 1: masked, as all that browsers send."
    : `MASK 0: not masked${up ? ", which a client must not do" : ", as all that servers send"}.`;
  if (announced < 126) return `${mask} ${size(announced)} of payload.`;
  return `${mask} Length ${announced}: the next ${announced === 126 ? 2 : 8} bytes say it.`;
}

/** @param {Frame} frame */
function longerMeans({ longer, payload }) {
  return `The length as a number of ${longer.length * 8} bits: ${size(payload.length)} of payload.`;
}

/** @param {Frame} frame */
function payloadMeans({ opcode, payload, key }) {
  const masked = key ? "Under the key: " : "";
  if (opcode === 9) return "Whatever the other side must send back in its pong.";
  if (opcode === 10) return "What the ping held.";
  if (opcode === 2) return `${masked}${size(payload.length)} that are no text.`;
  const text = textOf(payload.subarray(0, 160));
  return `${masked}${text}${payload.length > 160 ? " …" : ""}`;
}

/** @param {Frame} frame */
function payloadSource({ opcode, fin }) {
  if (opcode === 9) return rfc(6455, "5.5.2");
  if (opcode === 10) return rfc(6455, "5.5.3");
  return rfc(6455, opcode === 0 || !fin ? "5.4" : "5.6");
}

/** @param {Frame} frame @returns {[number, Omit<Span, "start" | "end">][]} */
function closeParts(frame) {
  const { code, reason } = closing(frame);
  const words = CODES[code ?? 0] ?? "a code of the application's own";
  /** @type {[number, Omit<Span, "start" | "end">][]} */
  const parts = [
    [2, { part: "payload", what: `code ${code}`, means: `Why it ends: ${words}.`, source: rfc(6455, "7.4.1") }],
  ];
  const rest = frame.masked.length - 2;
  if (rest > 0)
    parts.push([rest, { part: "payload", what: "reason", means: `In words: ${reason}`, source: rfc(6455, "5.5.1") }]);
  return parts;
}

/**
 * What a frame is about, in a few words, and the events it brings.
 * @param {Frame} frame
 * @returns {{ title: string, ids: number[] }}
 */
export function about(frame) {
  if (frame.opcode === 8) return { title: `close ${closing(frame).code ?? ""}`.trim(), ids: [] };
  if (frame.opcode !== 1 || !frame.fin) return { title: kind(frame), ids: [] };
  const said = parsed(textOf(frame.payload));
  if (Number.isInteger(said?.event?.id)) return { title: `event #${said.event.id}`, ids: [said.event.id] };
  const [word] = typeof said === "object" && said ? Object.keys(said) : [];
  if (!word) return { title: kind(frame), ids: [] };
  return {
    title:
      typeof said[word] === "number" && word !== "ping" && word !== "pong"
        ? `${word} ${said[word]}`
        : `message “${word}”`,
    ids: [],
  };
}
