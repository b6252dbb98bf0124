/**
 * What stands in the drawer's list: of a lane that asks again and again, its requests and answers; of a lane with a
 * connection, what passed on it. Pure.
 *
 * @typedef {import("../lane-items.js").Exchange} Exchange
 * @typedef {import("../lane.js").Lane} Lane
 * @typedef {import("./dissect.js").Item} Item
 * @typedef {import("./dissect.js").Kind} Kind
 * @typedef {{ lane: string, event?: number | null, request?: number, up?: boolean, at?: number }} Aim what a reader wants
 *   to see: an event, a request or its answer, or what passed at a time
 *
 * @typedef {object} Row
 * @property {string} key
 * @property {Exchange} exchange
 * @property {boolean} up
 * @property {number} at server-clock ms at the server's socket
 * @property {[number, number]} span on the time axis: when it left, and when it was there
 * @property {string} title
 * @property {number} size bytes
 * @property {Item | null} item null until it is known
 */

import { counted } from "../format.js";

const SHOWN = 40;

/** @param {Kind} kind */
export function listTitle(kind) {
  if (kind === "duplex") return "Frames on this connection";
  return kind === "stream" ? "Blocks on this stream" : "Requests and answers";
}

/**
 * @param {Kind} kind
 * @param {Lane} lane
 * @param {import("./tapes.js").Tapes} tapes
 * @param {number | null} request of the connection to show; null for the latest
 * @returns {Row[]} in the order they passed
 */
export function rowsOf(kind, lane, tapes, request) {
  const known = lane.requests.filter(({ number, received_at }) => number !== undefined && received_at !== null);
  if (kind === "exchange" || kind === "held") return known.slice(-SHOWN).flatMap(asked);
  const exchange = known.findLast((one) => request === null || one.request === request);
  return exchange
    ? tapes
        .of(exchange)
        .items(kind)
        .map((item) => passed(item, exchange, lane))
        .slice(-2 * SHOWN)
    : [];
}

/** @param {Exchange} exchange @returns {Row[]} */
function asked(exchange) {
  const { request, received_at, answered_at, ended_at, asked_at, after, up, down, status, events } = exchange;
  const received = received_at ?? asked_at;
  const title = after === null ? "asks" : `asks after ${after}`;
  const shared = { exchange, item: null };
  /** @type {Row[]} */
  const rows = [
    { ...shared, key: `${request} up`, up: true, at: received, span: [asked_at, received], title, size: up },
  ];
  if (answered_at === null || down === 0) return rows;
  const news = events > 0 ? counted(events, "event") : "nothing new";
  const told = status === 200 || status === null ? news : String(status);
  const span = /** @type {[number, number]} */ ([answered_at, ended_at ?? answered_at]);
  return [...rows, { ...shared, key: `${request} down`, up: false, at: answered_at, span, title: told, size: down }];
}

/** @param {Item} item @param {Exchange} exchange @param {Lane} lane @returns {Row} */
function passed(item, exchange, lane) {
  const { key, up, at, title, from, to, ids } = item;
  return {
    key: `${exchange.request} ${key}`,
    exchange,
    up,
    at,
    span: spanOf(item, exchange, lane, ids[0]),
    title,
    size: to - from,
    item,
  };
}

/**
 * @param {Item} item
 * @param {Exchange} exchange
 * @param {Lane} lane
 * @param {number | undefined} id
 * @returns {[number, number]}
 */
function spanOf({ kind, up, at }, exchange, lane, id) {
  if (kind === "request") return [exchange.asked_at, at];
  if (kind === "answer") return [at, exchange.opened_at ?? at];
  const delivery = id === undefined ? undefined : lane.delivery(id);
  if (delivery) return [delivery.sent_at, Math.max(delivery.arrived_at, at)];
  const said = up
    ? lane.upward.find(({ received_at }) => received_at !== null && Math.abs(received_at - at) < 5)
    : undefined;
  return said ? [said.sent_at, at] : [at, at];
}

/**
 * The item of a row: of a request or an answer, it is looked up when it is wanted.
 * @param {Row} row
 * @param {Kind} kind
 * @param {import("./tapes.js").Tapes} tapes
 * @returns {{ item: Item | null, answered: boolean, settled: boolean }} `answered`: the server has said what it has;
 *   `settled`: and nothing has passed since
 */
export function lookUp(row, kind, tapes) {
  const entry = tapes.of(row.exchange);
  const { answered, known } = entry;
  const settled = known === row.exchange.up + row.exchange.down;
  if (row.item) return { item: row.item.kind === "hole" ? null : row.item, answered: true, settled };
  const item = entry.items(kind).find(({ up, kind: is }) => up === row.up && is !== "hole") ?? null;
  return { item, answered, settled };
}

/**
 * The row that is meant, if it is there.
 * @param {Row[]} rows
 * @param {Aim} aim
 * @param {Lane} lane
 * @returns {Row | undefined}
 */
export function aimedAt(rows, { event, request, up, at }, lane) {
  const id = event ?? undefined;
  const brought = id === undefined ? undefined : lane.delivery(id)?.request;
  if (at !== undefined) {
    const near = rows.filter((row) => row.up === up).sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at));
    return near[0];
  }
  if (id !== undefined) {
    const holds = rows.find(({ item }) => item?.ids.includes(id));
    return holds ?? rows.find((row) => row.key === `${brought} down`);
  }
  if (request === undefined) return rows.at(-1);
  return rows.find((row) => row.exchange.request === request && row.up === (up ?? false));
}

/**
 * Why bytes are not there, in words.
 * @param {{ at: number } | null} row
 * @param {{ since: number | null, message?: string }} recording when it began; null: it did not, and why
 * @param {boolean} answered whether the server has said all that it has
 */
export function whyMissing(row, { since, message }, answered) {
  if (since === null) return message || "The server has not begun to record. It does so when the stage runs.";
  if (!answered) return "Asking the server for the bytes.";
  if (!row) return "Nothing has passed on this line since recording began.";
  if (row.at < since) return "These bytes passed before recording began, so nobody kept them.";
  return "The server no longer holds these bytes. It keeps the latest 64 KiB of an exchange and 256 KiB of a stage.";
}
