/**
 * The way of each request: up from the browser, along the server, down again. The server's own record is the truth; until
 * it comes, a moment later, half a round trip stands in for it. Pure.
 */

import { lowerBound } from "../series.js";
import { askedAt } from "./view.js";

/**
 * @typedef {import("./view.js").Exchange} Exchange
 * @typedef {import("./view.js").Look} Look
 *
 * @typedef {object} Way corner points in time: asked <= received <= answered <= ended
 * @property {Exchange} exchange
 * @property {number} asked leaves the browser
 * @property {number} received at the server
 * @property {boolean} known whether `received` is the server's word
 * @property {number | null} answered leaves the server; null = not yet
 * @property {number | null} ended at the browser; null = not yet
 * @property {"open" | "news" | "empty" | "refused" | "failed" | "closed"} fate closed: by the browser, before an answer
 */

/**
 * @param {Exchange} exchange
 * @param {Look["kind"]} kind
 * @param {number} one_way_ms
 * @returns {Way}
 */
export function way(exchange, kind, one_way_ms) {
  const { asked_at: asked, ended_at, answered_at } = exchange;
  const fate = fateOf(exchange, kind);
  const half_ms = Math.min(one_way_ms, span(exchange) / 2);
  const received = Math.max(asked, exchange.received_at ?? asked + half_ms);
  const known = exchange.received_at !== null;
  const ended = kind === "exchange" || kind === "held" ? ended_at : headAt(exchange, half_ms);
  const estimate = ended === null ? null : ended - half_ms;
  const left = answered_at ?? estimate;
  const answered = left === null ? null : Math.max(received, left);
  return {
    exchange,
    asked,
    received,
    known,
    answered,
    ended: ended === null ? null : Math.max(ended, answered ?? received),
    fate,
  };
}

/**
 * The longest that a round trip can have taken, ms.
 * @param {Exchange} exchange
 */
function span({ asked_at, answered_at, received_at, ended_at }) {
  const known = received_at === null ? (answered_at ?? ended_at) : ended_at;
  return known === null ? Number.POSITIVE_INFINITY : Math.max(known - asked_at, 0);
}

/**
 * When the head of a stream's answer reached the browser. A file made by other tools may know only when it left the server.
 * @param {Exchange} exchange
 * @param {number} half_ms half a round trip
 */
function headAt({ opened_at, received_at, answered_at, ended_at }, half_ms) {
  const told = received_at === null && answered_at !== null ? answered_at + half_ms : ended_at;
  return opened_at ?? told;
}

/**
 * @param {Exchange} exchange
 * @param {Look["kind"]} kind
 * @returns {Way["fate"]}
 */
function fateOf(exchange, kind) {
  const { status, ended_at, opened_at, events, reason } = exchange;
  if (status !== null && status >= 400) return "refused";
  if (kind === "stream" || kind === "duplex") return opened_at === null && reason !== null ? "failed" : "open";
  if (ended_at === null) return "open";
  if (reason !== null) return "failed";
  if (status === null) return "closed";
  return events > 0 ? "news" : "empty";
}

/**
 * The ways that touch a stretch of time.
 * @param {Exchange[]} requests
 * @param {Look["kind"]} kind
 * @param {number} from
 * @param {number} now
 * @param {number} one_way_ms
 * @returns {Way[]}
 */
export function ways(requests, kind, from, now, one_way_ms) {
  /** @type {Way[]} */
  const found = [];
  for (let i = lowerBound(requests, now, askedAt) - 1, before = 0; i >= 0 && before < 4; i -= 1) {
    const exchange = requests[i];
    const over = exchange.ended_at !== null && exchange.ended_at < from;
    if (over) before += 1;
    else found.push(way(exchange, kind, one_way_ms));
  }
  return found.reverse();
}

/**
 * @typedef {object} Break a stretch without an answer
 * @property {number} from the browser noticed
 * @property {number | null} to answered again; null = not yet
 * @property {Exchange[]} tries that found no server
 */

/**
 * Stretches in which the browser wanted a connection and had none. A refusal is an answer: it ends no line.
 * @param {Exchange[]} requests
 * @param {Look["kind"]} kind
 * @param {number} from
 * @param {number} now
 * @returns {Break[]}
 */
export function breaks(requests, kind, from, now) {
  /** @type {Break[]} */
  const found = [];
  /** @type {Break | null} */
  let open = null;
  for (const exchange of requests) {
    if (exchange.asked_at > now) break;
    const failed = fateOf(exchange, kind) === "failed";
    const back = failed ? null : firstSign(exchange);
    if (open && back !== null) {
      open.to = back;
      open = null;
    }
    if (open && failed) open.tries.push(exchange);
    if (!open && exchange.reason !== null && exchange.ended_at !== null && exchange.ended_at <= now) {
      open = { from: exchange.ended_at, to: null, tries: failed ? [exchange] : [] };
      found.push(open);
    }
  }
  return found.filter((stretch) => stretch.to === null || stretch.to > from);
}

/**
 * When a request was first known to have reached a server.
 * @param {Exchange} exchange
 */
function firstSign({ opened_at, received_at, ended_at, reason }) {
  return opened_at ?? received_at ?? (reason === null ? ended_at : null);
}
