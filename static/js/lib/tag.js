/**
 * A name that nobody can guess, of 128 random bits: with it a page asks, and by it the server tells that page alone what
 * came of its requests (realtime/server/wire.py). `crypto.randomUUID` is to be had on secure pages only, and a class on the
 * local network reads this site over plain http.
 */
export function makeTag() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
