/**
 * `<websocket-frames>`: a WebSocket to play with. Each frame is shown as it passed the server's socket, in both
 * directions, and can be taken apart. `gate` names the predictions it waits for and answers: a "hello" up, and one down.
 * Says "modified" with the name "longer" when messages of 125 and of 126 bytes were sent, "goodbye" when the reader has
 * looked at the close frames of both sides.
 */

import { arrow } from "../../../js/dom/arrow.js";
import { frameView } from "../../../js/dom/frame-view.js";
import { gatesOf, untilAnswered, watchGate } from "../../../js/dom/lesson.js";
import { button, make } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { styles } from "../../../js/dom/styles.js";
import { bytes } from "../../../js/lib/format.js";
import { kind } from "../../../js/lib/wire/frame.js";
import { openRecorded } from "./recorded-socket.js";

/** @typedef {import("./recorded-socket.js").Item} Item */
/** @typedef {import("../../../js/lib/wire/frame.js").Frame} Frame */
/** @typedef {{ key: string, frame: Frame }} Passed */

/** So many frames are listed. */
const LISTED = 12;

/** What answers a prediction: the frame of a first "hello", up and down. */
const HELLO = "hello";

/** Sizes of a message, in bytes: the last that the second byte can say, and the first that it cannot. */
const SIZES = [125, 126];

const CLOSE = 8;

export class WebsocketFrames extends HTMLElement {
  #run = new Run(this, () => this.#ended());
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Passed[]} in the order they passed the server's socket */
  #frames = [];
  /** Key of the frame on show. */
  #chosen = "";
  /** Sizes of the messages that were sent. */
  #sent = new Set();
  /** Sides whose close frame the reader has looked at: true is the browser. */
  #apart = new Set();
  #input = make("input", { value: HELLO, maxlength: 300, autocomplete: "off" });
  #says = make("p", { class: "demo-says", role: "status" });
  #list = make("ol", { class: "frame-list", "aria-label": "Frames on this connection" });
  #detail = make("section", { class: "frame-view", "aria-label": "The chosen frame" });

  connectedCallback() {
    const leaving = this.#run.enter();
    this.#build();
    watchGate(this, this.getAttribute("gate"), (left) => this.#lock(left), leaving);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  #build() {
    const send = make("button", { class: "button primary" }, "Send");
    const form = make("form", { class: "demo-bar" }, make("label", {}, "Message", this.#input), send);
    form.append(
      ...SIZES.map((size, place) => button(`Make it ${size}${place === 0 ? " bytes" : ""}`, () => this.#fill(size))),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(this.#input.value);
    });
    const more = make(
      "div",
      { class: "demo-bar" },
      button("Answer in pieces", () => this.#send(`/pieces ${this.#input.value}`)),
      button("Ask for a ping", () => this.#send("/ping")),
      button("Close", () => this.#close()),
    );
    this.replaceChildren(form, more, this.#says, make("div", { class: "frames ws" }, this.#list, this.#detail));
  }

  /** @param {string[]} left predictions that are still to be answered */
  #lock(left) {
    const locked = left.length > 0;
    for (const control of this.querySelectorAll("button, input")) control.toggleAttribute("disabled", locked);
    if (locked) this.#says.replaceChildren("Locked", ...untilAnswered(left));
    else this.#say("Nothing has been sent yet.");
  }

  // -- the connection ------------------------------------------------------------------------------

  /** @param {string} text sent once the line is open */
  async #send(text) {
    if (this.#socket?.readyState === WebSocket.OPEN) return this.#socket.send(text);
    if (this.#run.on) return;
    const signal = this.#run.begin();
    this.#frames = [];
    this.#show();
    try {
      const socket = await openRecorded({ signal, changed: (items, over) => this.#learn(items, over) });
      this.#socket = socket;
      socket.onopen = () => socket.send(text);
    } catch (error) {
      if (signal.aborted) return;
      this.#run.end();
      this.#say(/** @type {Error} */ (error).message);
    }
  }

  #close() {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.close(1000, "bye");
    else this.#say("There is nothing to close. Send a message first.");
  }

  #ended() {
    this.#socket = null;
    this.#say("The connection is closed. The next message opens a new one.");
  }

  /** @param {Item[]} items all that is known of the connection, its handshake too @param {boolean} over */
  #learn(items, over) {
    const known = new Set(this.#frames.map(({ key }) => key));
    this.#frames = items.flatMap(({ key, frame }) => (frame ? [{ key, frame }] : []));
    const news = this.#frames.filter(({ key }) => !known.has(key));
    if (news[0]) this.#choose(news[0].key);
    this.#tell(news.map(({ frame }) => frame));
    if (over) this.#run.end();
  }

  // -- what is shown -------------------------------------------------------------------------------

  /** @param {Frame[]} news */
  #tell(news) {
    if (news.length > 0)
      this.#say(
        news.map((frame) => `${frame.up ? "Up" : "Down"}: ${kind(frame)}, ${bytes(frame.bytes.length)}.`).join(" "),
      );
    const [above, below] = gatesOf(this.getAttribute("gate"));
    for (const { up, payload, bytes: all, opcode } of news) {
      const prediction = up ? above : below;
      if (opcode === 1 && new TextDecoder().decode(payload) === HELLO)
        this.#dispatch("measured", { prediction, value: all.length, n: 0 });
    }
    for (const { up, payload } of news) if (up) this.#sent.add(payload.length);
    if (SIZES.every((size) => this.#sent.has(size))) this.#dispatch("modified", { name: "longer" });
  }

  /** @param {string} type @param {object} detail */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }

  /** @param {string} key */
  #choose(key) {
    this.#chosen = key;
    this.#show();
  }

  /** The reader leaves the frame on show for another. @param {string} key */
  #pick(key) {
    for (const passed of this.#frames)
      if ([this.#chosen, key].includes(passed.key) && passed.frame.opcode === CLOSE) this.#apart.add(passed.frame.up);
    if (this.#apart.size === 2) this.#dispatch("modified", { name: "goodbye" });
    this.#choose(key);
  }

  #show() {
    const listed = this.#frames.slice(-LISTED);
    const chosen = listed.find(({ key }) => key === this.#chosen) ?? listed.at(-1);
    const focus = this.#list.contains(document.activeElement);
    this.#list.replaceChildren(...listed.map((passed) => this.#row(passed, passed === chosen)));
    this.#detail.replaceChildren(...(chosen ? frameView(chosen.frame) : []));
    const current = /** @type {HTMLElement | null} */ (this.#list.querySelector("[aria-current]"));
    if (focus) current?.focus();
    else if (current) this.#list.scrollTop = current.offsetTop - this.#list.offsetTop; // Where the list is a short one.
  }

  /** @param {Passed} passed @param {boolean} chosen */
  #row({ key, frame }, chosen) {
    const row = button("", () => this.#pick(key), "frame-row");
    if (chosen) row.setAttribute("aria-current", "true");
    row.append(arrow(frame.up), make("span", {}, kind(frame)), make("span", {}, bytes(frame.bytes.length)));
    return make("li", {}, row);
  }

  /** @param {number} size of the message in bytes */
  #fill(size) {
    this.#input.value = "hello ".repeat(Math.ceil(size / 6)).slice(0, size);
    this.#input.focus();
  }

  /** @param {string} text */
  #say(text) {
    this.#says.textContent = text;
  }
}

styles("frames");
customElements.define("websocket-frames", WebsocketFrames);
