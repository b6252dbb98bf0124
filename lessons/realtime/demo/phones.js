/**
 * The worker with the two phones in it. Each phone is a client of its own, on a connection of its own; here no drawing of the
 * page delays a time stamp. Orders come in, facts go out:
 *
 *     { do: "start", origin, room, key, path, module }      { do: "say", phone, data, tapped_at }
 *     { fact: "ready" }  { fact: "sent", phone, data, tapped_at, sent_at }  { fact: "heard", phone, event, at }
 *     { fact: "read", at }  { fact: "clock", error_ms }  { fact: "lost" }
 *
 * Times are server-clock ms, those of the page put on it with the `clock`.
 */

import { Clock } from "../../../js/lib/clock.js";
import { Endpoints } from "../../../js/lib/endpoints.js";
import { makeTag } from "../../../js/lib/tag.js";
import { Control } from "../../../js/worker/control.js";

const TOPIC = "phones";

/** Browser-clock ms since 1970. */
const now = () => performance.timeOrigin + performance.now();

const clock = new Clock({ resolution_ms: 0.005 });

/** Browser-clock to server-clock ms. @param {number} at */
const toServer = (at) => at + (clock.estimate(at)?.offset_ms ?? 0);

/** @param {object} fact */
const tell = (fact) => globalThis.postMessage(fact);

/** @type {Map<string, (message: object) => boolean>} each phone's connection, by its name */
const lines = new Map();

/** @type {boolean[]} what phone A sent and the server has not told to have read: true for a message, false for the key */
const unread = [];

/** @type {Set<string>} phones whose connection is open */
const open = new Set();
let ready = false;

globalThis.onmessage = ({ data: { do: what, ...order } }) => {
  if (what === "start") start(order);
  else say(order);
};

/** @param {any} order */
async function start({ origin, room, key, path, module }) {
  const { connect } = await import(module);
  const endpoints = new Endpoints({ origin, room, topic: TOPIC, tag: makeTag() });
  new Control({ url: endpoints.controlUrl, key: null, clock, now, listener: { onMessage, onClock, onDown } }).open();
  const signal = new AbortController().signal; // The page ends both phones by ending the worker.
  for (const phone of ["A", "B"]) {
    // Only phone A bears the tag: what the server tells to have read are its messages.
    const url = phone === "A" ? endpoints.stream(path) : `${endpoints.topicUrl}/${path}`;
    const onState = (/** @type {{ is: string }} */ state) => changed(phone, state.is, key);
    const { send } = connect({ url, signal, onState, onEvent: (/** @type {any} */ event) => heard(phone, event) });
    lines.set(phone, send);
  }
}

/** @param {{ phone: string, data: object, tapped_at: number }} message */
function say({ phone, data, tapped_at }) {
  const send = lines.get(phone);
  const tapped = toServer(tapped_at); // (a)
  if (!send?.({ publish: { data } })) return; // (b)
  const sent_at = toServer(now()); // (c)
  if (phone === "A") unread.push(true);
  tell({ fact: "sent", phone, data, tapped_at: tapped, sent_at });
}

/** @param {string} phone @param {any} event */
function heard(phone, event) {
  tell({ fact: "heard", phone, event, at: toServer(now()) });
}

/** A connection opened or broke. @param {string} phone @param {string} is @param {string} key */
function changed(phone, is, key) {
  if (is === "lost") {
    open.delete(phone);
    tell({ fact: "lost" });
  }
  if (is !== "open") return;
  open.add(phone);
  if (phone === "A") unread.splice(0, unread.length, false);
  lines.get(phone)?.({ key }); // Whoever wants to write shows the key of the room first.
  settle();
}

/** What the server tells over the control socket: that it has read something of phone A's. @param {any} message */
function onMessage({ upward = [] }) {
  for (const { at } of upward) if (unread.shift()) tell({ fact: "read", at });
}

/** @param {number} at */
function onClock(at) {
  tell({ fact: "clock", error_ms: clock.estimate(at)?.error_ms ?? 0, offset_ms: clock.estimate(at)?.offset_ms ?? 0 });
  settle();
}

function onDown() {
  tell({ fact: "lost" });
}

/** Both lines open and the clock set: the phones may be used. */
function settle() {
  if (ready || open.size < 2 || !clock.settled) return;
  ready = true;
  tell({ fact: "ready" });
}
