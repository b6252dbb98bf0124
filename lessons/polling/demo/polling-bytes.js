/**
 * `<polling-bytes>`: what a poll costs, asked in three ways, byte for byte. Real polls of a room of its own.
 *
 * Says "poll-measured" with `{ up, down }`, the bytes of one poll that brought nothing, and "modified" with the name
 * "ask-again" when the three were asked again after something new.
 */

import { button, make } from "../../../js/dom/make.js";
import { bytes, counted } from "../../../js/lib/format.js";
import { Ways } from "./ways.js";

/** @typedef {import("./ways.js").Cost} Cost */

class PollingBytes extends HTMLElement {
  #ways = new Ways();
  /** @type {Cost[]} of the last three polls */
  #costs = [];
  #unheard = 0;
  #status = make("p", { role: "status", class: "demo-says" });

  connectedCallback() {
    const actions = make(
      "div",
      { class: "demo-actions" },
      button("Ask all three ways", () => this.#busy(() => this.#ask()), "button primary"),
      button("Publish one event", () => this.#busy(() => this.#publish())),
      this.#status,
    );
    this.replaceChildren(actions, this.#table());
  }

  /**
   * One thing at a time, and what goes wrong is said.
   * @param {() => Promise<void>} act
   */
  async #busy(act) {
    if (this.hasAttribute("aria-busy")) return;
    this.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      this.#status.textContent = error instanceof TypeError ? "The server could not be reached." : String(error);
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  async #ask() {
    this.#costs = await this.#ways.ask();
    const [, cursor] = this.#costs;
    const news = this.#unheard;
    this.#unheard = 0;
    this.querySelector("table")?.replaceWith(this.#table());
    this.#status.textContent = news === 0 ? "Asked. Nothing was new." : "Asked. Something was new.";
    if (news > 0) this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "ask-again" } }));
    else if (cursor) {
      const detail = { up: cursor.up, down: cursor.down };
      this.dispatchEvent(new CustomEvent("poll-measured", { bubbles: true, detail }));
    }
  }

  async #publish() {
    await this.#ways.publish();
    this.#unheard++;
    this.#status.textContent = `Published. Events nobody has asked for yet: ${this.#unheard}.`;
  }

  #table() {
    const heads = ["way of asking", "question", "answer"];
    const table = make(
      "table",
      { class: "ways poll" },
      make("caption", { class: "visually-hidden" }, "Bytes of a poll, by way of asking"),
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    );
    const body = table.createTBody();
    for (const [number, name] of NAMES.entries()) body.append(this.#row(name, this.#costs[number]));
    return table;
  }

  /**
   * @param {string} name
   * @param {Cost | undefined} cost
   */
  #row(name, cost) {
    const most = Math.max(...this.#costs.map(({ up, down }) => Math.max(up, down)));
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, name),
      make("td", {}, ...amount(cost?.up, most)),
      make("td", {}, ...amount(cost?.down, most), make("small", {}, cost ? said(cost) : "")),
    );
  }
}

const NAMES = ["the whole list, each time", "with a cursor", "with a cursor and a condition"];

/** What the answer was. @param {Cost} cost */
function said({ status, events }) {
  if (status === 304) return "304 Not Modified";
  return events === 0 ? `${status}, nothing in it` : `${status}, ${counted(events, "event")}`;
}

/**
 * A size with a bar of its share.
 * @param {number | undefined} size bytes
 * @param {number} most
 */
function amount(size, most) {
  if (size === undefined) return ["–"];
  const bar = make("span", { class: "ways-bar" });
  bar.style.inlineSize = `${((100 * size) / most).toFixed(1)}%`;
  return [make("span", {}, bytes(size)), bar];
}

customElements.define("polling-bytes", PollingBytes);
