/**
 * Which sentence the stage says now, and how often it says one aloud: at most one in three seconds, faults at once, and a
 * summary instead of single events when they come too fast to be told one by one.
 *
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {{ text: string, at: number | null, urgent?: boolean }} Sentence
 */

import { caption } from "./caption.js";
import { eventSentence } from "./sentences.js";

/** Time between two sentences said aloud, ms. */
const PACE_MS = 3_000;

/** What is said before anything has happened. */
const INVITATION = "Publish an event, and see when each lane hears of it.";

/** The same where something has to start the stage first. */
const TO_COME = "When it runs, this line says when each lane heard of an event.";

/** The same in a room that others publish in. */
const BY_OTHERS = "When somebody publishes, this line says when each lane heard of it.";

export class Narrator {
  /** @type {Sentence} what stands under the lanes */
  sentence = { text: "", at: null };
  /** What the live region says. */
  spoken = "";
  #spoken_at = Number.NEGATIVE_INFINITY;

  /**
   * Takes in the scene as it is now.
   * @param {Scene} scene
   * @param {number} time ms, of any clock that only goes forward
   */
  listen(scene, time) {
    const chosen = scene.selected === null ? null : eventSentence(scene, scene.selected);
    this.sentence = chosen ?? latest(scene);
    const { text, urgent } = this.sentence;
    if (text === this.spoken) return;
    if (urgent || chosen || time - this.#spoken_at >= PACE_MS) {
      this.spoken = text;
      this.#spoken_at = time;
    }
  }
}

/**
 * @param {Scene} scene
 * @returns {Sentence}
 */
function latest(scene) {
  const titles = Object.fromEntries(scene.looks.map(({ name, title }) => [name, title]));
  const sentence = caption(scene.trace, scene.edge, titles);
  if (sentence.at !== null) return sentence;
  const invitation = scene.session.watches ? BY_OTHERS : INVITATION;
  return { text: scene.gated && !scene.session.running ? TO_COME : invitation, at: null };
}
