/** Traces as files: written and read. Fetched when it is wanted. */

import { fromRecording, MOST_CHARACTERS, toRecording } from "../lib/recording.js";
import { download, readText } from "./files.js";

/** @typedef {import("../lib/trace.js").Trace} Trace */

/** Offers a trace as a download. A recorded one stays what was measured then, and there. @param {Trace} trace */
export function exportTrace(trace) {
  const now = new Date();
  const measured = trace.recorded ?? { exported_at: now.toISOString(), browser: browserName() };
  const name = ["trace", trace.room, stamp(now)].filter(Boolean).join("-");
  download(`${name}.json`, JSON.stringify({ ...toRecording(trace), ...measured }, null, 1), "application/json");
}

/**
 * The trace in a file, and where and when it was measured.
 * @param {File} file
 * @returns {Promise<[Trace, string]>}
 */
export async function readTrace(file) {
  const trace = fromRecording(await readText(file, MOST_CHARACTERS));
  return [trace, told(trace)];
}

/** @param {Date} date */
function stamp(date) {
  return date.toISOString().slice(0, 19).replaceAll(":", "-");
}

/** The browser by name and version, as far as it says so. */
function browserName() {
  const brands = /** @type {{ userAgentData?: { brands: { brand: string, version: string }[] } }} */ (navigator)
    .userAgentData?.brands;
  const known = brands?.find(({ brand }) => !/not.?a.?brand/i.test(brand));
  return known
    ? `${known.brand} ${known.version}`
    : (/(Firefox|Version|Chrome)\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? "a browser");
}

/**
 * Where and when a trace was measured: "Chromium 140, 12 March 2026".
 * @param {Trace} trace
 */
function told({ recorded, latest }) {
  const date = new Date(recorded?.exported_at ?? latest);
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return [recorded?.browser, day].filter(Boolean).join(", ");
}
