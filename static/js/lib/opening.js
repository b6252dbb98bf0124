/** What a session's first event waits for. */

/** It waits this long for all lanes to set out, and then this long for them to be open, which conditions may keep. */
const SETTING_OUT_MS = 30_000;
const OPENING_MS = 3_000;

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./lane.js").Lane} Lane */

/**
 * Waits until there is a room, and the server has a question or a connection from every lane; or long enough. A lane that
 * has set out gets what is published from then on, however late it opens; one that has not would never hear of it.
 * @param {Session} session
 */
export async function opened(session) {
  await lanesAre(session, hasSetOut, SETTING_OUT_MS);
  await lanesAre(session, isOpen, OPENING_MS);
}

/**
 * @param {Session} session
 * @param {(lane: Lane | undefined) => boolean} so
 * @param {number} most_ms
 */
async function lanesAre(session, so, most_ms) {
  const { settings, trace } = session;
  const until = performance.now() + most_ms;
  const all = () => session.place !== null && settings.lanes.every((name) => so(trace.lanes.get(name)));
  const waits = () => session.running && !session.paused && (session.place === null || trace.refused === null);
  while (waits() && performance.now() < until && !all()) {
    await new Promise((resolve) => {
      session.addEventListener("change", resolve, { once: true });
      setTimeout(resolve, 250);
    });
  }
}

/** @param {Lane | undefined} lane */
function hasSetOut(lane) {
  return !["", "closed"].includes(lane?.state?.is ?? "");
}

/** @param {Lane | undefined} lane */
function isOpen(lane) {
  const is = lane?.state?.is ?? "";
  if (is === "asking") return lane?.requests.at(-1)?.matched === true;
  return ["open", "answered", "waiting", "gave-up"].includes(is);
}
