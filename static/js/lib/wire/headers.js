/** What a header field says, in one sentence, and where it is defined. Pure. */

import { CLIENT_HINTS, FETCH_METADATA, LAST_EVENT_ID, NGINX, NOSNIFF, ORIGIN, rfc } from "./sources.js";

/**
 * @typedef {import("./sources.js").Source} Source
 * @typedef {string | ((value: string) => string)} Meaning
 */

/** @type {Record<string, [Meaning, Source]>} by name in small letters */
const KNOWN = {
  host: ["Which site is meant: one address may serve many.", rfc(9110, "7.2")],
  connection: [connection, rfc(9110, "7.6.1")],
  "user-agent": ["What the client says it is.", rfc(9110, "10.1.5")],
  accept: ["Which types of answer the client can use.", rfc(9110, "12.5.1")],
  "accept-encoding": ["How an answer may be compressed.", rfc(9110, "12.5.3")],
  "accept-language": ["The languages the reader prefers.", rfc(9110, "12.5.4")],
  "cache-control": [caching, rfc(9111, "5.2")],
  pragma: ["The same, for caches that know only HTTP/1.0.", rfc(9111, "5.4")],
  "if-none-match": ["Answer in full only if this is no longer the newest version; else 304.", rfc(9110, "13.1.2")],
  etag: ["A name for this version, to be asked with next time.", rfc(9110, "8.8.3")],
  date: ["When the server made the answer, to the second.", rfc(9110, "6.6.1")],
  server: ["What the server says it is.", rfc(9110, "10.2.4")],
  location: ["Where to go instead.", rfc(9110, "10.2.2")],
  "retry-after": ["How long to wait before the next try.", rfc(9110, "10.2.3")],
  "content-type": [contentType, rfc(9110, "8.3")],
  "content-length": [
    (value) => `The body has ${Number(value).toLocaleString("en")} bytes. They end the message.`,
    rfc(9110, "8.6"),
  ],
  "transfer-encoding": ["The length is not known yet: the body comes in chunks, each with its size.", rfc(9112, "7.1")],
  authorization: ["A key that allows it.", rfc(9110, "11.6.2")],
  cookie: ["What the site had the browser keep.", rfc(6265, "4.2")],
  vary: ["What else of the request the answer depends on.", rfc(9110, "12.5.5")],
  referer: ["The page that asks.", rfc(9110, "10.1.3")],
  origin: ["The site whose page asks. A script cannot forge it.", ORIGIN],
  upgrade: ["Another protocol, to be spoken on this connection from now on.", rfc(9110, "7.8")],
  priority: ["How urgent the browser thinks it is.", rfc(9218, "5")],
  "sec-websocket-key": [
    "16 random bytes in base64. The server proves with them that it speaks WebSocket.",
    rfc(6455, "11.3.1"),
  ],
  "sec-websocket-version": ["13 is the version of the standard.", rfc(6455, "11.3.5")],
  "sec-websocket-extensions": [
    "What the browser offers beyond the standard. The server need not take it.",
    rfc(6455, "11.3.2"),
  ],
  "sec-websocket-accept": [
    "The SHA-1 of the key and a fixed text: the proof that the server understood.",
    rfc(6455, "11.3.3"),
  ],
  "sec-websocket-protocol": ["Which language is spoken inside of the messages.", rfc(6455, "11.3.4")],
  "last-event-id": ["The id of the last event the browser had. The server goes on after it.", LAST_EVENT_ID],
  "x-accel-buffering": ["Asks nginx to pass each piece on at once, instead of gathering.", NGINX],
  "x-content-type-options": ["The browser must not guess another type.", NOSNIFF],
};

/** @type {[RegExp, string, Source][]} */
const FAMILIES = [
  [/^sec-fetch-/, "How the browser came to ask, in its own word.", FETCH_METADATA],
  [/^sec-ch-/, "Which browser it is, in short.", CLIENT_HINTS],
];

/**
 * @param {string} name
 * @param {string} value
 * @returns {{ means: string, source: Source }}
 */
export function meaningOf(name, value) {
  const small = name.toLowerCase();
  const known = Object.hasOwn(KNOWN, small) ? KNOWN[small] : undefined;
  if (known) return { means: typeof known[0] === "string" ? known[0] : known[0](value), source: known[1] };
  const family = FAMILIES.find(([pattern]) => pattern.test(small));
  if (family) return { means: family[1], source: family[2] };
  return { means: "A header that this page has no words for.", source: rfc(9110, "5.1") };
}

/** @param {string} value */
function connection(value) {
  const options = value.toLowerCase();
  if (options.includes("upgrade")) return "The field Upgrade is meant for this connection alone.";
  if (options.includes("close")) return "The connection ends with this message, and that marks the end of the body.";
  return "The connection stays open for the next request.";
}

/** @param {string} value */
function caching(value) {
  if (value.includes("no-store")) return "No cache may keep it.";
  if (value.includes("no-cache")) return "A cache may keep it, and must ask again before each use.";
  if (value.includes("max-age=0")) return "What a cache has is too old: ask the server.";
  return "How caches may treat it.";
}

/** @param {string} value */
function contentType(value) {
  if (value.startsWith("text/event-stream")) return "What makes the browser read it as a stream of events.";
  if (value.startsWith("application/json")) return "The body is JSON.";
  return "What the body is.";
}

/** @type {Record<number, string>} what a status says (RFC 9110 section 15) */
const STATUSES = {
  101: "From here on both sides speak the other protocol.",
  200: "An ordinary answer.",
  201: "It was made.",
  204: "There is nothing to say. An EventSource stops for good.",
  302: "It is somewhere else for now.",
  304: "You have the newest already, so there is no body.",
  400: "The server does not understand the request.",
  401: "A key is needed.",
  403: "It is not allowed.",
  404: "There is nothing at this address.",
  408: "The request took too long to come.",
  426: "Another protocol is needed.",
  429: "Too many requests.",
  500: "The server failed.",
  503: "Not now: try again later.",
};

/** @param {number} status */
export function statusMeaning(status) {
  const means = STATUSES[status] ?? "See the section.";
  if (status === 429 || status === 431) return { means, source: rfc(6585, status === 429 ? "4" : "5") };
  return { means, source: rfc(9110, section(status)) };
}

/** @param {number} status */
function section(status) {
  const first = Math.floor(status / 100);
  const number = (status % 100) + 1; // 200 is 15.3.1, and so on in order, as long as the order has no holes
  const inOrder = status <= 206 || (status >= 400 && status <= 417) || (status >= 500 && status <= 505);
  if (status === 304) return "15.4.5";
  if (status === 302) return "15.4.3";
  if (status === 426) return "15.5.22";
  return inOrder && first < 6 ? `15.${first + 1}.${number}` : `15.${Math.min(first, 5) + 1}`;
}
