/** Why it is so: what the bytes of one thing do not say by themselves. */

import { html } from "../../vendor/lit.js";
import { INTERPRETING, rfc } from "../lib/wire/sources.js";

/** @typedef {[title: string, words: string, source: import("../lib/wire/sources.js").Source]} Note */

/** @type {Record<string, Note[]>} */
const NOTES = {
  "frame up": [
    [
      "Why mask at all?",
      "So that a hostile page cannot choose the bytes a proxy sees and pass them off as a request. It is not secrecy: the key travels in the same frame.",
      rfc(6455, "10.3"),
    ],
    ["The other way is lighter", "A server never masks: its frames have no key.", rfc(6455, "5.1")],
    [
      "No reply is owed",
      "A frame is no request. Whoever needs to know that it arrived has to say so in a message of their own.",
      rfc(6455, "1.2"),
    ],
  ],
  "frame down": [
    ["No mask", "A server must not mask, and a browser that gets a masked frame closes the line.", rfc(6455, "5.1")],
    [
      "A frame has its length",
      "TCP delivers bytes, not messages. The length says where this frame ends and the next begins.",
      rfc(6455, "5.2"),
    ],
  ],
  block: [
    [
      "The blank line is the event",
      "Until it comes, nothing fires. What a broken line leaves unfinished is thrown away, and the id with it.",
      INTERPRETING,
    ],
  ],
};

/** @param {import("../lib/wire/dissect.js").Item} item */
export function notesOn({ kind, up }) {
  const notes = NOTES[kind === "frame" ? `frame ${up ? "up" : "down"}` : kind] ?? [];
  return html`<div class="wire-notes">
    ${notes.map(
      ([title, words, source]) => html`<div>
        <h3>${title}</h3>
        <p>${words} <a href=${source.href} rel="noopener">${source.name}</a></p>
      </div>`,
    )}
  </div>`;
}
