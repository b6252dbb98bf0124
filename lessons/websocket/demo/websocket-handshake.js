/**
 * `<websocket-handshake>`: opens a WebSocket, and computes the server's answer from the key that the browser chose, one
 * step at a time. What both sides said is told by the server; the computation is the page's own.
 */

import { button, make, verdict } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { bytes } from "../../../js/lib/format.js";
import { openRoom } from "../../../js/lib/own-room.js";
import { fromHex } from "../../../js/lib/wire/bytes.js";
import { EXAMPLE, GUID, isKey, steps } from "./handshake.js";
import { cells } from "./parts.js";

/** @typedef {{ line: string, fields: [string, string][], size: number }} Asked */

export class WebsocketHandshake extends HTMLElement {
  #run = new Run(this, () => {});
  /** @type {Asked | null} */
  #asked = null;
  #answer = new Uint8Array(0);

  #says = make("p", { class: "demo-says", role: "status" });
  #list = make("ol", { class: "hand-steps" });
  #bar = make("div", { class: "demo-bar" });

  connectedCallback() {
    this.#run.enter();
    this.#bar.replaceChildren(button("Open a WebSocket", () => this.#open(), "button primary"));
    this.replaceChildren(this.#bar, this.#says, this.#list);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  async #open() {
    const signal = this.#run.begin();
    this.#say("Opening.");
    try {
      const room = await openRoom({ signal, hear: (word, value) => this.#hear(word, value) });
      const socket = new WebSocket(room.at(`/lessons/websocket/frames/${room.room}`).replace(/^http/, "ws"));
      const close = () => socket.close(1000);
      // The server may have told of its answer before the answer itself is here.
      const end = () => {
        if (socket.readyState === WebSocket.CONNECTING) socket.addEventListener("open", close);
        else close();
      };
      signal.addEventListener("abort", end, { once: true });
    } catch (error) {
      if (!signal.aborted) this.#say(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} word @param {any[]} records */
  #hear(word, records) {
    if (word === "request") this.#asked = records[0];
    if (word === "bytes" && this.#answer.length === 0) this.#answer = fromHex(records[0].hex);
    if (!this.#asked || this.#answer.length === 0) return;
    this.#run.end(); // All is known: the connections are given back.
    this.#begin(this.#asked, new TextDecoder().decode(this.#answer));
    this.#asked = null;
    this.#answer = new Uint8Array(0);
  }

  /** @param {Asked} asked @param {string} answer */
  #begin(asked, answer) {
    const key = asked.fields.find(([name]) => name === "Sec-WebSocket-Key")?.[1] ?? "";
    const rows = this.#rows(key, asked, answer);
    const next = button("Next step", () => show(), "button primary");
    const all = button("All steps", () => rows.length > 0 && show(rows.length));
    const again = button("Open another", () => this.#open());
    const show = (count = 1) => {
      this.#list.append(...rows.splice(0, count));
      next.disabled = all.disabled = rows.length === 0;
      if (rows.length === 0) this.#list.after(this.#another());
    };
    this.querySelector(".hand-other")?.remove();
    this.#list.replaceChildren();
    this.#bar.replaceChildren(next, all, again);
    this.#say("Opened, and closed again. What passed the server’s socket is kept here.");
    show();
    next.focus();
  }

  /**
   * @param {string} key
   * @param {Asked} asked
   * @param {string} answer the head of the server's answer, as it was written
   */
  #rows(key, { line, fields, size }, answer) {
    const { nonce, digest, accept } = steps(key);
    const said = /^Sec-WebSocket-Accept: (.*)\r$/im.exec(answer)?.[1];
    const request = [line, ...fields.map(([name, value]) => `${name}: ${value}`)];
    return [
      row("The browser asks", `${bytes(size)} in all; fields that play no part here are left out.`, wire(request, key)),
      row("The key stands for 16 random bytes", "New for each connection.", cells(nonce, "Key, decoded")),
      row("Append the GUID of the RFC", "As letters: nothing is decoded here.", joined(key)),
      row("Hash it with SHA-1", "20 bytes, computed by this page.", cells(digest, "SHA-1")),
      row("Write that in base64", "What the answer has to say.", make("code", { class: "hand-text" }, accept)),
      row(
        "The server answers",
        `${bytes(new TextEncoder().encode(answer).length)}, as written.`,
        wire(answer.trim().split("\r\n"), accept),
        verdict(said === accept, said === accept ? "the same letters" : "not what this page computed"),
      ),
    ];
  }

  /** A key of the reader's own. */
  #another() {
    const input = make("input", { value: EXAMPLE, spellcheck: "false", autocomplete: "off", maxlength: 24 });
    const output = make("output", {});
    const compute = () => {
      const text = input.value.trim();
      output.textContent = isKey(text) ? steps(text).accept : "no key: 16 bytes in base64 are 22 letters and ==";
    };
    input.addEventListener("input", compute);
    compute();
    const label = make("label", {}, "Another key, at first the RFC’s example", input);
    return make("div", { class: "hand-other" }, label, make("p", {}, "has to be answered by ", output));
  }

  /** @param {string} text */
  #say(text) {
    this.#says.textContent = text;
  }
}

/** @param {string} title @param {string} note @param {...Node} content */
function row(title, note, ...content) {
  return make("li", {}, make("h3", {}, title), make("p", { class: "quiet" }, note), ...content);
}

/** Lines of a head; what matters is marked. @param {string[]} lines @param {string} marked */
function wire(lines, marked) {
  const shown = lines.map((line) => {
    const [before = "", after] = line.split(marked);
    return make("span", {}, ...(after === undefined ? [line] : [before, make("mark", {}, marked), after]), "\n");
  });
  return make("pre", { class: "wire", tabindex: 0 }, make("code", {}, ...shown));
}

/** @param {string} key */
function joined(key) {
  return make("code", { class: "hand-text" }, make("mark", {}, key), GUID);
}

customElements.define("websocket-handshake", WebsocketHandshake);
