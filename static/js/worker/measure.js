/**
 * The worker that measures. It runs apart from the page, so that no rendering delays a time stamp: it holds the control
 * socket and the lanes, and posts facts. The page sends orders: `{ do: "start" | "set" | "pause" | …, … }`.
 */

import { Measurement } from "./measurement.js";
import { Outbox } from "./outbox.js";

/** Browser-clock ms since the epoch, with the digits of the fine timer. */
const now = () => performance.timeOrigin + performance.now();

/** Step of the fine timer: 5 microseconds in an isolated page, 100 elsewhere (High Resolution Time, section 7.1). */
const resolution_ms = globalThis.crossOriginIsolated ? 0.005 : 0.1;

const outbox = new Outbox((facts) => globalThis.postMessage(facts));

/** @type {Measurement | null} */
let measurement = null;

globalThis.onmessage = ({ data }) => {
  switch (data.do) {
    case "start":
      measurement?.stop();
      measurement = new Measurement(data.order, { post: (fact) => outbox.add(fact), now, resolution_ms });
      return measurement.start();
    case "set":
      return measurement?.set(data.change);
    case "reopen":
      return measurement?.reopen(data.lane);
    case "bytes":
      return measurement?.askBytes(data.of);
    case "pause":
      return measurement?.pause(data.why);
    case "resume":
      return measurement?.resume();
    case "retry":
      return measurement?.retry();
    default:
      throw new RangeError(`order "${data.do}" is not one of start, set, reopen, bytes, pause, resume, retry`);
  }
};
