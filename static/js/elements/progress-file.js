/** `<progress-file>`: takes the learner's progress out of this browser as a file, puts one in, or erases it. */

import { chooseFile, download, readText } from "../dom/files.js";
import { progress } from "../dom/lesson.js";
import { button } from "../dom/make.js";
import { eraseOfLessons } from "../lib/of-lesson.js";
import { MOST_CHARACTERS } from "../lib/progress.js";
import { show } from "./theme-switch.js";

export class ProgressFile extends HTMLElement {
  connectedCallback() {
    const actions = this.querySelector(".progress-actions");
    if (actions?.firstChild) return;
    const erase = button("Erase", () => this.#ask(erase));
    actions?.append(
      button("Export", () => this.#export()),
      button("Import", () => this.#import()),
      erase,
    );
  }

  /** @param {...(Node | string)} words */
  #say(...words) {
    this.querySelector(".progress-says")?.replaceChildren(...words);
  }

  #export() {
    const day = new Date().toISOString().slice(0, 10);
    download(`progress-${day}.json`, progress.export(), "application/json");
    this.#say("Exported.");
  }

  async #import() {
    const file = await chooseFile(".json,application/json");
    if (!file) return;
    try {
      progress.import(await readText(file, MOST_CHARACTERS));
      if (progress.theme) show(progress.theme);
      this.#say(`Imported ${file.name}. It has replaced what was here.`);
    } catch (error) {
      const reason = error instanceof SyntaxError ? "It is no JSON." : error instanceof Error ? error.message : "";
      this.#say(`${file.name} cannot be used. ${reason} Choose a file that Export made.`);
    }
  }

  /**
   * Erasing cannot be taken back, so it is asked for twice, in place.
   * @param {HTMLButtonElement} erase has the focus again when it is answered
   */
  #ask(erase) {
    const answered = (/** @type {string[]} */ ...words) => {
      this.#say(...words);
      erase.focus();
    };
    const yes = button("Erase everything", () => {
      progress.erase();
      eraseWhatLessonsKeep();
      show("system");
      answered("Erased. You begin anew.");
    });
    this.#say(
      "All predictions, answers and cards of this browser will be gone, and this tab’s place in a class. ",
      yes,
      " ",
      button("Keep it", () => answered()),
    );
    yes.focus();
  }
}

function eraseWhatLessonsKeep() {
  try {
    for (const storage of [localStorage, sessionStorage]) eraseOfLessons(storage);
  } catch {
    // Closed to us: there nothing was kept.
  }
}

customElements.define("progress-file", ProgressFile);
