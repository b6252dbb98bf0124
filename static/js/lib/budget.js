/**
 * How many of a browser's connections something holds open. Pure but for `pageProtocol`.
 *
 * Over HTTP/1.1 Chromium opens six to a host, for all tabs together (net/socket/client_socket_pool_manager.cc); WebSockets
 * are counted apart. Over HTTP/2 and 3 everything shares one connection, in streams.
 *
 * @typedef {{ kind: "exchange" | "held" | "stream" | "duplex", is: string | null }} Use one connection: what it is for, and its state
 * @typedef {{ held: number, sockets: number }} Budget
 */

export const CONNECTIONS = 6;

/** States in which a lane has no connection. */
const WITHOUT = new Set([null, "closed", "lost", "retrying", "gave-up"]);

/**
 * Polling counts between two questions too: its connection stays open for the next one.
 * @param {Iterable<Use>} uses
 * @returns {Budget}
 */
export function budget(uses) {
  const open = [...uses].filter(({ is }) => !WITHOUT.has(is));
  const sockets = open.filter(({ kind }) => kind === "duplex").length;
  return { held: open.length - sockets, sockets };
}

/** The protocol by which this page came: "http/1.1", "h2", "h3"; empty where the browser does not say. */
export function pageProtocol() {
  const [page] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return page?.nextHopProtocol ?? "";
}

/** @param {string} protocol whether its requests share one connection */
export function isShared(protocol) {
  return /^h[23]/.test(protocol);
}

/**
 * "4 of 6 connections in use, and two WebSockets", or over HTTP/2 "4 requests open, on one connection (h2)".
 * @param {Budget & { protocol: string }} use
 */
export function budgetWords({ held, sockets, protocol }) {
  const apart = sockets === 0 ? "" : sockets === 1 ? ", and one WebSocket" : `, and ${sockets} WebSockets`;
  if (!isShared(protocol)) return `${held} of ${CONNECTIONS} connections in use${apart}`;
  return `${held} ${held === 1 ? "request" : "requests"} open, on one connection (${protocol})${apart}`;
}
