/**
 * The link of a class: which room, and its key. Pure.
 *
 * @typedef {{ room: string, key: string }} Place the key publishes; without it the room can only be read
 */

// The room and its key stand behind the # of the link. A browser keeps that part for itself: it sends it to no server,
// neither with the request for the page nor as the referrer of another. So no log, of this server or of a proxy, can say
// how to get into the class.
const IN_LINK = /^#class=([\w-]{1,64})\.([\w-]{1,64})$/;

/** Whether a link was meant for a class, whole or not. @param {string} hash */
export function isForClass(hash) {
  return hash.startsWith("#class=");
}

/** @param {string} hash @returns {Place | null} null when the link is not whole */
export function placeIn(hash) {
  const [, room, key] = IN_LINK.exec(hash) ?? [];
  return room && key ? { room, key } : null;
}

/** @param {Place} place */
export function hashOf({ room, key }) {
  return `#class=${room}.${key}`;
}
