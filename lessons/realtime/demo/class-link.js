/** The link of a class: to copy, to be read from a projector, and as a QR code for phones. */

import { copyText } from "../../../js/dom/clipboard.js";
import { button, make } from "../../../js/dom/make.js";
import { screenButton } from "./class-screen.js";
import { unreachable } from "./class-words.js";

/** "Copied" stands on the button for this long. */
const COPIED_MS = 2_000;

export class ClassLink {
  #link = "";
  #address = make("code", { class: "class-address" });
  #code = make("img", { class: "class-code", alt: "The link as a QR code", hidden: true });
  #copy = button("Copy link", () => this.#copyLink());
  #note = make("p", { class: "class-note" });
  #bar = make("div", { class: "demo-bar" }, this.#copy);
  #sheet = make("div", { class: "class-sheet" }, this.#code, make("div", {}, this.#address, this.#bar, this.#note));
  element = make("details", { class: "class-link" }, make("summary", {}, "The link to your class"), this.#sheet);

  /**
   * @param {string} draws address of the route that draws a link as a QR code
   * @param {HTMLButtonElement} renew starts another class
   */
  constructor(draws, renew) {
    this.draws = draws;
    this.#bar.append(screenButton(this.#sheet), renew);
    this.element.addEventListener("toggle", () => this.element.open && this.#drawCode());
  }

  /** @param {string} link @param {boolean} open whether it is to be seen at once */
  show(link, open) {
    this.#link = link;
    this.#address.textContent = link;
    this.#note.textContent = unreachable(location.hostname);
    this.#code.hidden = true;
    if (this.element.open) this.#drawCode();
    this.element.open = open;
  }

  /** The link goes in a request's body: in an address, the key would stand in the server's log. */
  async #drawCode() {
    const link = this.#link;
    if (!this.#code.hidden) return;
    try {
      const answer = await fetch(this.draws, { method: "POST", body: link });
      const svg = await answer.text();
      if (!answer.ok || link !== this.#link) return;
      this.#code.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
      this.#code.hidden = false;
    } catch {
      // Without the code there is still the link.
    }
  }

  async #copyLink() {
    try {
      await copyText(this.#link);
      this.#copy.textContent = "Copied";
      setTimeout(() => {
        this.#copy.textContent = "Copy link";
      }, COPIED_MS);
    } catch {
      getSelection()?.selectAllChildren(this.#address); // The browser forbids it; now it is one key.
    }
  }
}
