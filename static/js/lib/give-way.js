/**
 * Who gives connections back when the tabs of this site together hold too many. Pure.
 *
 * Over HTTP/1.1 a browser has six for all of them (budget.js). Were all taken, no page would load any more, and nothing
 * would say why. So one is kept free, and whoever began last goes on.
 *
 * @typedef {{ id: string, held: number, began_at: number }} Holding connections of one stage, and since when (ms)
 */

import { CONNECTIONS } from "./budget.js";

/** The most that stages may hold together. */
const MOST = CONNECTIONS - 1;

/**
 * @param {Holding[]} holdings of all stages that run, in whichever tab
 * @returns {string[]} ids of those that give way: the oldest, as few as it takes, and never the only one
 */
export function whoGivesWay(holdings) {
  const oldest = [...holdings].sort((a, b) => a.began_at - b.began_at || (a.id < b.id ? -1 : 1));
  const out = [];
  let held = oldest.reduce((sum, one) => sum + one.held, 0);
  while (held > MOST && oldest.length > 1) {
    const one = /** @type {Holding} */ (oldest.shift());
    held -= one.held;
    out.push(one.id);
  }
  return out;
}
