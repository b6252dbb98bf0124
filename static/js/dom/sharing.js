/**
 * Shares the browser's connections among the stages of all tabs: each tells the others how many it holds, and the one
 * that began first gives way (`lib/give-way.js`).
 *
 * @typedef {import("../lib/give-way.js").Holding} Holding
 */

import { isShared, pageProtocol } from "../lib/budget.js";
import { whoGivesWay } from "../lib/give-way.js";
import { makeTag } from "../lib/tag.js";

/** A tab that crashed says nothing more; the others say again what they hold. */
const AGAIN_MS = 4_000;
const STALE_MS = 3 * AGAIN_MS;

/**
 * @param {import("../lib/session.js").Session} session
 * @param {{ name: string, kind: string }[]} looks of its lanes
 * @param {AbortSignal} signal ends it
 */
export function share(session, looks, signal) {
  if (isShared(pageProtocol())) return; // one connection for all: nothing to share
  const channel = new BroadcastChannel("stages");
  /** @type {Map<string, Holding & { heard_at: number }>} */
  const others = new Map();
  /** @type {Holding} */
  let mine = { id: makeTag(), held: 0, began_at: 0 };

  const tell = () => channel.postMessage(mine);
  const look = () => {
    const held = session.running && !session.paused ? wanted(session, looks) : 0;
    if (held === mine.held) return;
    mine = { ...mine, held, began_at: mine.held === 0 ? Date.now() : mine.began_at };
    tell();
  };
  channel.onmessage = ({ data }) => {
    const now = performance.now();
    others.set(data.id, { ...data, heard_at: now });
    for (const { id, held, heard_at } of others.values())
      if (held === 0 || now - heard_at > STALE_MS) others.delete(id);
    if (mine.held > 0 && whoGivesWay([mine, ...others.values()]).includes(mine.id)) session.giveWay();
  };
  const again = setInterval(() => mine.held > 0 && tell(), AGAIN_MS);
  session.addEventListener("change", look, { signal });
  signal.addEventListener("abort", () => {
    clearInterval(again);
    if (mine.held > 0) channel.postMessage({ ...mine, held: 0 });
    channel.close();
  });
  addEventListener("pagehide", () => mine.held > 0 && channel.postMessage({ ...mine, held: 0 }), { signal });
}

/**
 * The connections that its lanes take. WebSockets are counted apart by browsers.
 * @param {import("../lib/session.js").Session} session
 * @param {{ name: string, kind: string }[]} looks
 */
function wanted({ settings }, looks) {
  return looks.filter(({ name, kind }) => kind !== "duplex" && settings.lanes.includes(name)).length;
}
