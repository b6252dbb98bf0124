/**
 * What a lane's lists are made of. This module holds only types. All times are server-clock ms.
 *
 * @typedef {object} Exchange one request and its answer, or one connection
 * @property {number} request running number within the lane
 * @property {number} asked_at it left the browser
 * @property {number | null} opened_at the head of a stream's answer reached the browser
 * @property {number | null} received_at the server read it
 * @property {number | null} answered_at the server wrote the first byte of the answer
 * @property {number | null} closed_at over, as the server saw it
 * @property {number | null} ended_at over, as the browser saw it
 * @property {number | null} status HTTP status
 * @property {number} up bytes at the server's socket so far
 * @property {number} down bytes at the server's socket so far
 * @property {number} events it delivered so far
 * @property {number | null} after the cursor it asked with
 * @property {string | null} reason why it broke; null while it is well, or when the browser closed it
 * @property {boolean} retried the exchange before it broke: older events on it are replayed
 * @property {number} [number] the server's, by which its bytes are asked for
 * @property {boolean} matched the server's record of it has come: received_at to down are measured
 *
 * @typedef {"live" | "replayed" | "again" | "late"} Kind
 * live: as it happened; replayed: fetched after a broken connection; again: a repeat; late: after a later event
 * @typedef {{ id: number, sent_at: number, arrived_at: number, latency_ms: number, request: number, kind: Kind }} Delivery
 * @typedef {{ request: number, kind: string, sent_at: number, received_at: number | null }} Upward
 * @typedef {{ is: string, at: number, [more: string]: unknown }} State
 */
export {};
