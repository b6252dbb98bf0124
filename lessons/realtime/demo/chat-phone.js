/**
 * `<chat-phone>`: one phone with its messages and a line to write the next one. Its attribute `name` is "A" or "B".
 *
 * Says "say" with `{ text, tapped_at }` (performance.now() of the tap) when its owner sends a message.
 */

import { draw, make } from "../../../js/dom/make.js";

/** More messages than this are not kept in sight. */
const KEPT = 20;

export class ChatPhone extends HTMLElement {
  #list = make("ol", { class: "messages plain-list", tabindex: "0", "aria-label": "Messages" });
  #field = make("input", { type: "text", maxlength: 120, autocomplete: "off", "aria-label": "Message" });
  #send = make("button", { type: "submit", class: "button" }, "Send");
  /** @type {Map<number, HTMLElement>} own messages by their number, for their ticks */
  #own = new Map();

  connectedCallback() {
    const name = this.getAttribute("name") ?? "";
    if (this.childElementCount > 0) return;
    const form = make("form", {}, this.#field, this.#send);
    this.#send.addEventListener("click", (event) => this.#say(event));
    form.addEventListener("submit", (event) => event.preventDefault());
    this.clear();
    this.append(make("h3", {}, `Phone ${name}`), this.#list, form);
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", `Phone ${name}`);
    this.usable = false;
  }

  /** Whether messages can be sent. @param {boolean} usable */
  set usable(usable) {
    this.#send.disabled = this.#field.disabled = !usable;
  }

  /** What stands in the line to write in. @param {string} text */
  set text(text) {
    this.#field.value = text;
  }

  clear() {
    this.#list.replaceChildren(make("li", { class: "none" }, "No message yet."));
    this.#own.clear();
  }

  /** Puts in a message of its owner's. @param {number} number @param {string} text */
  own(number, text) {
    const item = this.#add(text, "own");
    this.#own.set(number, item);
  }

  /** Puts in a message that came. @param {string} text */
  came(text) {
    this.#add(text, "came");
  }

  /**
   * One tick: the server has the message. Two: the other phone does, too.
   * @param {number} number of the message
   * @param {1 | 2} ticks
   */
  tick(number, ticks) {
    const item = this.#own.get(number);
    if (!item || item.querySelectorAll("path").length >= ticks) return;
    const said = ticks === 1 ? "The server has it." : "The other phone has it.";
    const paths = Array.from({ length: ticks }, (_, place) => draw("path", { d: `M${2 + 5 * place} 6.5l3 3 6-7` }));
    const sign = draw(
      "svg",
      { viewBox: "0 0 18 12", width: 18, height: 12, role: "img", "aria-label": said },
      ...paths,
    );
    item.querySelector("svg")?.remove();
    item.append(" ", sign);
  }

  /** @param {MouseEvent} event */
  #say(event) {
    const text = this.#field.value.trim();
    if (!text) return;
    this.#field.value = "";
    this.dispatchEvent(new CustomEvent("say", { detail: { text, tapped_at: event.timeStamp } }));
  }

  /** @param {string} text @param {string} side */
  #add(text, side) {
    const item = make("li", { class: side }, make("span", {}, text));
    this.#list.querySelector(".none")?.remove();
    this.#list.append(item);
    if (this.#list.childElementCount > KEPT) this.#list.firstElementChild?.remove();
    this.#list.scrollTop = this.#list.scrollHeight;
    return item;
  }
}

customElements.define("chat-phone", ChatPhone);
