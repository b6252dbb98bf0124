/**
 * What is missing, said in words where it would be, with the one action that helps. Null when nothing is.
 *
 * @typedef {{ text: string, strong?: string, button?: { word: string, act: string } }} Notice
 */

import { counted } from "./format.js";

/** A refusal is said for this long. */
const REFUSED_MS = 8_000;

/** @type {Notice} */
const OTHER_TAB = {
  strong: "Paused.",
  text: "Another tab was started, and a browser has six connections to this site, for all tabs.",
  button: { word: "Go on here", act: "goOn" },
};

/** States in which a lane can hear of events. */
const READY = new Set(["open", "answered", "waiting"]);

/**
 * @param {import("./scene.js").Scene} scene
 * @param {number} now server-clock ms, going on while the server is gone
 * @returns {Notice | null}
 */
export function notice(scene, now) {
  if (scene.recording) return null;
  const { server, refused } = scene.trace;
  if (scene.session.gaveWay) return OTHER_TAB;
  if (server?.is === "gone") return noServer(server, now);
  if (refused && now - refused.at < REFUSED_MS) return refusal(refused);
  if (scene.misread[0]) return scene.misread[0];
  if (scene.trace.published.length > 0) return null;
  if (scene.gated && !scene.session.running)
    return { text: "Nothing is connected yet. Run opens one line for each lane." };
  if (scene.session.watches) return watching(scene);
  const opening = scene.session.running ? openingWords(scene) : null;
  return opening ?? { text: "Nothing has happened yet.", button: { word: "Publish", act: "publish" } };
}

/**
 * In somebody else's room nothing can be published, so there is something to do only before it is watched.
 * @param {import("./scene.js").Scene} scene
 * @returns {Notice}
 */
function watching(scene) {
  if (!scene.session.running) return { text: "This is somebody else’s room.", button: { word: "Watch", act: "watch" } };
  return openingWords(scene) ?? { text: "Nothing has happened yet. Who has the room’s key can publish here." };
}

/**
 * A room that is gone is replaced without being asked for, so there is nothing to do but know of it.
 * @param {import("./facts.js").RefusedFact} refused
 * @returns {Notice}
 */
function refusal({ code, message, hint }) {
  if (code !== "no-such-room") return { strong: message, text: hint };
  return { strong: "The room has expired.", text: "This is a new one; its events count from 1 again." };
}

/**
 * @param {import("./facts.js").ServerFact} server
 * @param {number} now
 * @returns {Notice}
 */
function noServer({ at, retry_ms }, now) {
  const left_s = retry_ms === undefined ? 0 : Math.ceil((at + retry_ms - now) / 1_000);
  const text = left_s > 0 ? `Trying again in ${left_s}\u202fs.` : "Trying again.";
  return { strong: "No server.", text, button: { word: "Try now", act: "retry" } };
}

/**
 * @param {import("./scene.js").Scene} scene
 * @returns {Notice | null} null when all lanes are open
 */
function openingWords(scene) {
  const lanes = scene.open.map((look) => ({ look, is: scene.trace.lane(look.name).state?.is ?? "" }));
  const ready = lanes.filter(({ look, is }) => READY.has(is) || (is === "asking" && look.kind === "held")).length;
  if (ready === lanes.length) return null;
  return { text: `Opening ${counted(lanes.length, "connection")}. ${ready} of ${lanes.length}.` };
}
