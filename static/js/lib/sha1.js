/**
 * SHA-1 (RFC 3174), for the handshake of a WebSocket and for chains of hashes. Browsers have it too, but only for secure
 * pages, and a class on the local network reads this one over plain http. Two messages with one hash can be made, so it is
 * broken as a signature; from a hash alone nobody can find a message (RFC 6194), and nothing else is asked here. Pure.
 */

/** @param {number} word @param {number} bits */
const turned = (word, bits) => (word << bits) | (word >>> (32 - bits));

/** The four stages of twenty rounds: how three words are mixed, and the constant that is added. */
const STAGES = [
  {
    mix: (/** @type {number} */ b, /** @type {number} */ c, /** @type {number} */ d) => (b & c) | (~b & d),
    k: 0x5a827999,
  },
  { mix: (/** @type {number} */ b, /** @type {number} */ c, /** @type {number} */ d) => b ^ c ^ d, k: 0x6ed9eba1 },
  {
    mix: (/** @type {number} */ b, /** @type {number} */ c, /** @type {number} */ d) => (b & c) | (b & d) | (c & d),
    k: 0x8f1bbcdc,
  },
  { mix: (/** @type {number} */ b, /** @type {number} */ c, /** @type {number} */ d) => b ^ c ^ d, k: 0xca62c1d6 },
];

/**
 * @param {Uint8Array} message
 * @returns {Uint8Array} 20 bytes
 */
export function sha1(message) {
  const padded = pad(message);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  for (let at = 0; at < padded.byteLength; at += 64) absorb(state, new DataView(padded.buffer, at, 64));
  const digest = new DataView(new ArrayBuffer(20));
  for (const [place, word] of state.entries()) digest.setInt32(place * 4, word);
  return new Uint8Array(digest.buffer);
}

/** The message, a one bit, zeros, and its length in bits: a multiple of 64 bytes. @param {Uint8Array} message */
function pad(message) {
  const padded = new Uint8Array((((message.length + 8) >> 6) + 1) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, message.length * 8);
  return padded;
}

/** Mixes 64 bytes into the state. @param {Int32Array} state @param {DataView} block */
function absorb(state, block) {
  const words = new Int32Array(80);
  for (let i = 0; i < 16; i++) words[i] = block.getInt32(i * 4);
  const word = (/** @type {number} */ i) => /** @type {number} */ (words[i]);
  for (let i = 16; i < 80; i++) words[i] = turned(word(i - 3) ^ word(i - 8) ^ word(i - 14) ^ word(i - 16), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let i = 0; i < 80; i++) {
    const { mix, k } = /** @type {typeof STAGES[number]} */ (STAGES[Math.floor(i / 20)]);
    const mixed = (turned(a, 5) + mix(b, c, d) + e + k + word(i)) | 0;
    [a, b, c, d, e] = [mixed, a, turned(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((value, place) => {
    state[place] = /** @type {number} */ (state[place]) + value;
  });
}
