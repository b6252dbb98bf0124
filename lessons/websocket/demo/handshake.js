/** The server's half of the handshake, in steps (RFC 6455 section 4.2.2). Pure. */

import { sha1 } from "../../../js/lib/sha1.js";
import { fromBase64 } from "../../../js/lib/wire/bytes.js";

export const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The example of RFC 6455 section 1.3. */
export const EXAMPLE = "dGhlIHNhbXBsZSBub25jZQ==";

/**
 * @typedef {object} Steps
 * @property {Uint8Array} nonce the bytes that the key stands for
 * @property {string} joined the key and the GUID
 * @property {Uint8Array} digest its SHA-1
 * @property {string} accept what the server has to answer
 */

/**
 * @param {string} key Sec-WebSocket-Key
 * @returns {Steps}
 */
export function steps(key) {
  const joined = key + GUID;
  const digest = sha1(new TextEncoder().encode(joined));
  return { nonce: fromBase64(key), joined, digest, accept: btoa(String.fromCharCode(...digest)) };
}

/** Whether it is 16 bytes in base64, as a key must be. @param {string} text */
export function isKey(text) {
  return /^[A-Za-z0-9+/]{22}==$/.test(text);
}
