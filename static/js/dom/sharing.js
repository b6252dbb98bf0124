/**
 * Shares the browser's connections among the stages and demos of all tabs: each tells the others how many it holds, and
 * the one that began first gives way (`lib/give-way.js`).
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
 * @param {() => void} giveWay gives all connections back
 * @param {AbortSignal} signal ends it
 * @param {string} [id] of what several tabs hold together
 * @returns {(held: number) => void} to be told how many connections are held, whenever that may have changed
 */
export function share(giveWay, signal, id = makeTag()) {
  if (isShared(pageProtocol())) return () => {}; // one connection for all: nothing to share
  const channel = new BroadcastChannel("stages");
  /** @type {Map<string, Holding & { heard_at: number }>} */
  const others = new Map();
  /** @type {Holding} */
  let mine = { id, held: 0, began_at: 0 };

  const tell = () => channel.postMessage(mine);
  const leave = () => mine.held > 0 && channel.postMessage({ ...mine, held: 0 });
  channel.onmessage = ({ data }) => {
    if (data.id === mine.id) return;
    const now = performance.now();
    others.set(data.id, { ...data, heard_at: now });
    for (const { id, held, heard_at } of others.values())
      if (held === 0 || now - heard_at > STALE_MS) others.delete(id);
    if (mine.held > 0 && whoGivesWay([mine, ...others.values()]).includes(mine.id)) giveWay();
  };
  const again = setInterval(() => mine.held > 0 && tell(), AGAIN_MS);
  signal.addEventListener("abort", () => {
    clearInterval(again);
    leave();
    channel.close();
  });
  addEventListener("pagehide", leave, { signal });

  return (held) => {
    if (held === mine.held || signal.aborted) return;
    mine = { ...mine, held, began_at: mine.held === 0 ? Date.now() : mine.began_at };
    tell();
  };
}
