/**
 * Frames as RFC 6455 section 5.2 has them, read from the bytes of one direction of a connection. Pure.
 *
 * @typedef {object} Frame
 * @property {boolean} up from the browser to the server
 * @property {number} at ms since the epoch, the server's clock
 * @property {Uint8Array} bytes all of it, as on the wire
 * @property {boolean} fin the last piece of its message
 * @property {number} rsv three bits, 0 without an extension
 * @property {number} opcode
 * @property {number} announced the seven bits of length in the second byte
 * @property {Uint8Array} longer the bytes of a longer length: none, 2 or 8
 * @property {Uint8Array | null} key the masking key
 * @property {Uint8Array} masked the payload as on the wire
 * @property {Uint8Array} payload the payload as it was meant
 */

export const OPCODES = /** @type {Record<number, string>} */ ({
  0: "continuation",
  1: "text",
  2: "binary",
  8: "close",
  9: "ping",
  10: "pong",
});

/**
 * The first frame of the bytes, or null while it is not all there.
 * @param {Uint8Array} bytes
 * @param {boolean} up
 * @param {number} at
 * @returns {Frame | null}
 */
export function first(bytes, up, at) {
  const [one, two] = bytes;
  if (one === undefined || two === undefined) return null;
  const announced = two & 0x7f;
  const keyAt = 2 + (announced === 126 ? 2 : announced === 127 ? 8 : 0);
  const longer = bytes.subarray(2, keyAt);
  const length = announced < 126 ? announced : longer.reduce((sum, byte) => sum * 256 + byte, 0);
  const payloadAt = keyAt + (two & 0x80 ? 4 : 0);
  if (bytes.length < payloadAt + length) return null;
  const key = two & 0x80 ? bytes.subarray(keyAt, payloadAt) : null;
  const masked = bytes.subarray(payloadAt, payloadAt + length);
  const payload = key ? masked.map((byte, place) => byte ^ (key[place % 4] ?? 0)) : masked;
  const [fin, rsv, opcode] = [one >= 0x80, (one >> 4) & 7, one & 15];
  return {
    up,
    at,
    bytes: bytes.slice(0, payloadAt + length),
    fin,
    rsv,
    opcode,
    announced,
    longer,
    key,
    masked,
    payload,
  };
}

/** @param {Frame} frame */
export function headerSize({ bytes, masked, key }) {
  return bytes.length - masked.length - (key ? 4 : 0);
}

/** A close frame's code and reason (RFC 6455 section 5.5.1). @param {Frame} frame */
export function closing({ payload }) {
  if (payload.length < 2) return { code: null, reason: "" };
  return { code: (payload[0] ?? 0) * 256 + (payload[1] ?? 0), reason: new TextDecoder().decode(payload.subarray(2)) };
}

/**
 * What a frame is, in a few words: "text", "text, first piece", "continuation, last piece".
 * @param {Frame} frame
 */
export function kind({ opcode, fin }) {
  const word = OPCODES[opcode] ?? `opcode ${opcode}`;
  if (opcode === 0) return `${word}, ${fin ? "last" : "next"} piece`;
  return fin ? word : `${word}, first piece`;
}
