/**
 * The room in which a class compares: what goes into it, and what comes out of it live.
 *
 * @typedef {import("./class-address.js").Place} Place
 * @typedef {import("./class-answers.js").Answer} Answer
 */

import { keep } from "../../../js/lib/kept.js";

const TOPIC = "tolerable-delay";
/** The type of its events. What is published under another type, an event stream does not even hand out. */
const TYPE = "delays";

/** What a refusal means to a class, by its code. @type {Record<string, string>} */
const MEANS = {
  "no-such-room":
    "This class is over. Its room expired, because nobody used it for a while, or the server was started again. Start a new class, or ask for the new link.",
  "wrong-key": "This link is not whole, so nothing can be sent with it. Ask for it again, or scan it again.",
  "room-full":
    "This class is full: the server allows no more connections to one room. Try again when somebody has left it.",
  "publishing-too-fast": "Too much was sent to this class at once. Wait a few seconds, then send again.",
};

const UNREACHABLE = "The server cannot be reached. See whether this device is still on the network, then try again.";

/**
 * A request that is answered, or said in words why not.
 * @param {string} url
 * @param {RequestInit} options
 * @throws {Error} for the reader
 */
async function ask(url, options) {
  const answer = await fetch(url, { ...options, cache: "no-store" }).catch(() => {
    throw new Error(UNREACHABLE);
  });
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => null); // From a proxy, it may be a page.
  const { code = "", message = `The server answered ${answer.status}.`, hint = "Try again." } = said?.error ?? {};
  throw new Error(MEANS[code] ?? `${message} ${hint}`);
}

/** Makes a room. @returns {Promise<Place>} @throws {Error} for the reader */
export async function open() {
  const answer = await ask("/rooms", { method: "POST" });
  const { room, key } = await answer.json();
  return { room, key };
}

/** @param {Place} place */
const topic = ({ room }) => `/rooms/${encodeURIComponent(room)}/topics/${TOPIC}`;

/** Puts an answer into the room. @param {Place} place @param {Answer} answer @throws {Error} for the reader */
export async function send(place, answer) {
  const headers = { Authorization: `Bearer ${place.key}`, "Content-Type": "application/json" };
  await ask(topic(place), { method: "POST", headers, body: JSON.stringify({ type: TYPE, data: answer }) });
}

/**
 * Hears all that the room still holds, and then what comes.
 * @param {Place} place
 * @param {object} options
 * @param {AbortSignal} options.signal ends it
 * @param {(data: unknown) => void} options.heard an event's data, whoever published it
 * @param {() => void} options.missed events had left the room's log before they could be had
 * @param {(is: boolean) => void} options.connected whenever that changes; the browser asks again by itself
 * @param {(why: string) => void} options.refused it will come to nothing; `why` is for the reader
 */
export function listen(place, { signal, heard, missed, connected, refused }) {
  const url = `${topic(place)}/sse?after=0`;
  const source = keep(signal, new EventSource(url));
  signal.addEventListener("abort", () => source.close());
  source.onopen = () => connected(true);
  source.addEventListener(TYPE, ({ data }) => heard(JSON.parse(data).data));
  source.addEventListener("gap", missed);
  source.onerror = async () => {
    connected(false);
    if (source.readyState !== EventSource.CLOSED) return;
    const why = await whyNot(url, signal);
    if (!signal.aborted) refused(why);
  };
}

/** An EventSource does not tell why it was refused; the same request by hand does. @param {string} url @param {AbortSignal} signal */
async function whyNot(url, signal) {
  const asking = new AbortController();
  try {
    await ask(url, { signal: AbortSignal.any([signal, asking.signal]) });
    asking.abort(); // Now it would open: nobody reads this one.
    return "The line to the server was closed. Try again.";
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}
