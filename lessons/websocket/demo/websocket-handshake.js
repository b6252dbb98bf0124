/**
 * `<websocket-handshake>`: opens a WebSocket, and computes the server's answer from the key that the browser chose, one
 * step at a time. What both sides said is what passed the server's socket; the computation is the page's own.
 */

import { button, make, setUsable, verdict } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { bytes, counted } from "../../../js/lib/format.js";
import { textOf, toHex } from "../../../js/lib/wire/bytes.js";
import { readHead } from "../../../js/lib/wire/http.js";
import { EXAMPLE, GUID, isKey, steps } from "./handshake.js";
import { openRecorded } from "./recorded-socket.js";

/** @typedef {import("./recorded-socket.js").Item} Item */

/** What of a browser's request plays a part in the handshake. */
const ITS_PART = /^(request line|host|connection|upgrade|origin|sec-websocket-(version|key))$/i;

export class WebsocketHandshake extends HTMLElement {
  #run = new Run(this, () => {});

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
      await openRecorded({ signal, changed: (items, over) => this.#learn(items, over) });
    } catch (error) {
      if (!signal.aborted) this.#say(/** @type {Error} */ (error).message);
    }
  }

  /** @param {Item[]} items @param {boolean} over */
  #learn(items, over) {
    const [request, answer] = ["request", "answer"].map((kind) => items.find((item) => item.kind === kind));
    if (!request || !answer) return over && this.#fail();
    this.#run.end(); // All is known: the connections are given back.
    this.#begin(request, answer);
  }

  #fail() {
    this.#run.end();
    this.#say("It did not open. Try again in a moment.");
  }

  /** @param {Item} request @param {Item} answer */
  #begin(request, answer) {
    const rows = this.#rows(request, answer);
    const next = button("Next step", () => show(), "button primary");
    const all = button("All steps", () => rows.length > 0 && show(rows.length));
    const again = button("Open another", () => this.#open());
    const show = (count = 1) => {
      this.#list.append(...rows.splice(0, count));
      for (const step of [next, all]) setUsable(step, rows.length > 0);
      if (rows.length === 0) this.#list.after(this.#another());
    };
    this.querySelector(".hand-other")?.remove();
    this.#list.replaceChildren();
    const had = this.#bar.contains(document.activeElement);
    this.#bar.replaceChildren(next, all, again);
    this.#say("Opened, and closed again. What passed the server’s socket is kept here.");
    show();
    if (had) next.focus();
  }

  /** @param {Item} request @param {Item} answer */
  #rows(request, answer) {
    const key = fieldOf(request, "sec-websocket-key");
    const said = fieldOf(answer, "sec-websocket-accept");
    const { nonce, digest, accept } = steps(key);
    return [
      row("The browser asks", `${bytes(request.bytes.length)}, as they were read.`, ...head(request, key, ITS_PART)),
      row("The key stands for 16 random bytes", "New for each connection.", cells(nonce, "Key, decoded")),
      row("Append the GUID of the RFC", "As letters: nothing is decoded here.", joined(key)),
      row("Hash it with SHA-1", "20 bytes, computed by this page.", cells(digest, "SHA-1")),
      row("Write that in base64", "What the answer has to say.", make("code", { class: "hand-text" }, accept)),
      row(
        "The server answers",
        `${bytes(answer.bytes.length)}, as they were written.`,
        ...head(answer, accept),
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

/** @param {Item} item @param {string} name in small letters */
function fieldOf({ bytes: all }, name) {
  return readHead(all)?.fields.get(name) ?? "";
}

/**
 * A head line by line, each with its meaning. What plays no part here is folded away.
 * @param {Item} item
 * @param {string} marked letters that are looked for
 * @param {RegExp} [part] names of the lines that stay
 */
function head({ bytes: all, spans }, marked, part = /./) {
  const list = (/** @type {typeof spans} */ lines) =>
    make("ol", { class: "hand-lines plain-list" }, ...lines.map((span) => headLine(all, span, marked)));
  const folded = spans.filter(({ what }) => !part.test(what));
  const shown = list(spans.filter(({ what }) => part.test(what)));
  if (folded.length === 0) return [shown];
  const summary = make("summary", {}, `And ${counted(folded.length, "line")} that play no part here`);
  return [shown, make("details", {}, summary, list(folded))];
}

/** @param {Uint8Array} all @param {Item["spans"][number]} span @param {string} marked */
function headLine(all, { start, end, what, means, source }, marked) {
  const text = textOf(all.subarray(start, end)).trimEnd() || `(${what})`;
  const [before = "", after] = marked ? text.split(marked) : [text];
  const words = after === undefined ? [text] : [before, make("mark", {}, marked), after];
  const link = make("a", { href: source.href, rel: "noopener" }, source.name);
  return make("li", {}, make("code", {}, ...words), make("p", { class: "quiet" }, `${means} `, link));
}

/**
 * Bytes as a row of hexadecimal cells; every fourth is set apart.
 * @param {Uint8Array} all
 * @param {string} label what they are, for a screen reader
 */
function cells(all, label) {
  const hex = Array.from(all, toHex);
  const each = hex.map((pair) => make("span", {}, pair));
  return make("span", { class: "cells", role: "img", "aria-label": `${label}: ${hex.join(" ")}` }, ...each);
}

/** @param {string} key */
function joined(key) {
  return make("code", { class: "hand-text" }, make("mark", {}, key), GUID);
}

customElements.define("websocket-handshake", WebsocketHandshake);
