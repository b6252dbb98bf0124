/** Bytes as text and as hex. Pure. */

/** @param {number} byte */
export function toHex(byte) {
  return byte.toString(16).padStart(2, "0");
}

/** @param {string} text in base64 */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Letters that can be shown, one for each byte; a dot for all others. @param {Uint8Array} bytes */
export function letters(bytes) {
  return Array.from(bytes, (byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : byte === 32 ? "␣" : "·"));
}

const decoder = new TextDecoder();

/** @param {Uint8Array} bytes in UTF-8 */
export function textOf(bytes) {
  return decoder.decode(bytes);
}

/** How many bytes a text takes in UTF-8. @param {string} text */
export function sizeOf(text) {
  return new TextEncoder().encode(text).length;
}

/** @param {Uint8Array[]} parts */
export function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}
