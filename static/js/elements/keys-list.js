/** The keys that act on this page, as lists for a dialog. Fetched when it is wanted. */

import { make } from "../dom/make.js";
import { keysOf } from "../lib/keys.js";

/** @type {[string, string][]} */
const SITE = [
  ["/", "search"],
  ["?", "this list"],
];

/** Within the course. @type {[string, string][]} */
const LESSON = [
  ["N", "next lesson"],
  ["P", "previous lesson, while no stage runs"],
];

/** On a lesson with a stage. @type {[string, string][]} */
const RUN = [["R", "run the stage, once its prediction is in"]];

/** One list for the page, one more where it has a stage. */
export function lists() {
  const lesson = document.querySelector("article.lesson") !== null;
  /** @type {HTMLElement[]} */
  const sections = [list(lesson ? [...SITE, ...LESSON] : SITE)];
  const stages = /** @type {NodeListOf<import("./live-stage.js").LiveStage>} */ (
    document.querySelectorAll("live-stage")
  );
  if (stages.length > 0) {
    // A stage that nobody came near yet has no scene.
    const all = [...stages].map((stage) => stage.scene?.controls ?? stage.getAttribute("controls") ?? "full");
    const keys = keysOf(all.includes("full") ? "full" : "mini").filter(({ keys: [key] }) => key !== "?");
    /** @type {[string, string][]} */
    const rows = keys.map(({ shown, says }) => [shown.join(" "), says]);
    sections.push(make("h3", {}, "On a stage"), list(lesson ? [...RUN, ...rows] : rows));
  }
  return sections;
}

/** @param {[string, string][]} rows */
function list(rows) {
  const pairs = rows.map(([key, says]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, says)));
  return make("dl", { class: "keys-list" }, ...pairs);
}
