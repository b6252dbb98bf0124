/** Traces as files: written and read. Fetched when it is wanted. */

import { fromRecording, toRecording } from "../lib/recording.js";
import { download } from "./files.js";

/** @typedef {import("../lib/trace.js").Trace} Trace */

/** Offers a trace as a download. @param {Trace} trace */
export function exportTrace(trace) {
  const now = new Date();
  const json = { ...toRecording(trace), exported_at: now.toISOString(), browser: browserName() };
  download(`trace-${trace.room}-${stamp(now)}.json`, JSON.stringify(json, null, 1), "application/json");
}

/**
 * The trace in a file, and where and when it was measured.
 * @param {File} file
 * @returns {Promise<[Trace, string]>}
 */
export async function readTrace(file) {
  const trace = fromRecording(await file.text());
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
