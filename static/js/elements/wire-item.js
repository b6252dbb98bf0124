/**
 * `<wire-item>`: one request, answer, block or frame: its bytes to scale, each part with its meaning, and beside them the
 * bytes in hex and as text. A part that is chosen or pointed at is lit on both sides.
 */

import { html, LitElement, nothing } from "../../vendor/lit.js";
import { copyText } from "../dom/clipboard.js";
import { frameParts, summary } from "../dom/frame-view.js";
import { bytes, count, sentence } from "../lib/format.js";
import { toHex } from "../lib/wire/bytes.js";
import { kind as frameKind } from "../lib/wire/frame.js";
import { hexPanel } from "./wire-hex.js";
import { notesOn } from "./wire-notes.js";
import { spanText } from "./wire-text.js";

/**
 * @typedef {import("../lib/wire/dissect.js").Item} Item
 * @typedef {import("../lib/wire/http.js").Span} Span
 */

const COPIED_MS = 2_000;

export class WireItem extends LitElement {
  static properties = {
    item: { attribute: false, hasChanged: (/** @type {Item | null} */ a, /** @type {Item | null} */ b) => !same(a, b) },
    heads: {
      attribute: false,
      hasChanged: (/** @type {any} */ a, /** @type {any} */ b) => a?.up !== b?.up || a?.down !== b?.down,
    },
    others: { attribute: false },
    chosen: { state: true },
    over: { state: true },
    copied: { state: true },
    problem: { state: true },
  };

  /** Made once for each frame. @type {Node[]} */
  #frame = [];

  constructor() {
    super();
    this.item = /** @type {Item} */ (/** @type {unknown} */ (null));
    /** @type {{ up: number, down: number } | null} sizes of the heads that the connection began with */
    this.heads = null;
    /** @type {number | null} bytes of a poll's question */
    this.others = null;
    /** The part that is chosen, and the one that is pointed at; -1 for none. */
    this.chosen = 0;
    this.over = -1;
    this.copied = false;
    /** why nothing was copied, and what to do instead */
    this.problem = "";
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("item")) return;
    const { spans, frame } = this.item;
    this.problem = "";
    this.chosen = Math.max(
      spans.findIndex(({ value }) => value),
      0,
    );
    this.over = -1;
    this.#frame = frame ? frameParts(frame) : [];
  }

  render() {
    const { item } = this;
    return html`<div class="wire-item" data-kind=${item.kind}>
      ${this.#scale()}
      <div class="wire-head">
        <div>
          <h2 tabindex="-1">${titleOf(item)}</h2>
          <p role="status">${this.#says()}</p>
        </div>
        ${this.#tools()}
      </div>
      ${item.frame ? html`<div class="frame-view">${this.#frame}</div>` : nothing}
      <div class="wire-beside">
        <ol class="wire-spans" aria-label="Its parts">${item.spans.map((span, place) => this.#span(span, place))}</ol>
        ${hexPanel(item, {
          chosen: this.chosen,
          over: this.over,
          choose: (place) => (this.chosen = place),
          pointAt: (place) => (this.over = place),
        })}
      </div>
      ${notesOn(item)}
    </div>`;
  }

  updated() {
    const panel = /** @type {HTMLElement | null} */ (this.querySelector(".wire-hex"));
    const lit = /** @type {HTMLElement | null} */ (panel?.querySelector("[data-lit='chosen']"));
    if (!panel || !lit) return;
    const [top, bottom] = [lit.offsetTop - panel.offsetTop, lit.offsetTop - panel.offsetTop + lit.offsetHeight];
    if (top < panel.scrollTop || bottom > panel.scrollTop + panel.clientHeight) panel.scrollTop = top - 60;
  }

  /** The bytes as a bar, to scale as far as it can be read. */
  #scale() {
    const sizes = partsOf(this.item);
    return html`<div class="frame-scale" role="img" aria-label=${sizes.map(([name, size]) => `${size} ${name}`).join(", ")}>
      ${sizes.map(([name, size, style]) => html`<span class=${style} .style=${`flex-grow: ${size}`}><b>${count(size)}</b> ${name}</span>`)}
    </div>`;
  }

  #says() {
    const { item, heads, others, problem } = this;
    if (problem) return problem;
    if (item.frame) {
      const poll = item.up && others ? ` A poll’s question is ${bytes(others)}.` : "";
      return summary(item.frame) + poll;
    }
    const size = `${bytes(item.to - item.from)} on the wire.`;
    if (item.kind === "block" && heads)
      return `${size} The heads of question and answer, ${bytes(heads.up)} and ${bytes(heads.down)}, were paid for once.`;
    return size;
  }

  #tools() {
    const step = (/** @type {number} */ by) => () => /** @type {any} */ (this.closest("wire-drawer")).step(by);
    return html`<div class="wire-tools">
      <button class="button" type="button" @click=${step(-1)}>Previous <kbd>J</kbd></button>
      <button class="button" type="button" @click=${step(1)}>Next <kbd>K</kbd></button>
      <button class="button" type="button" @click=${() => this.#copy()}>${this.copied ? "Copied" : "Copy hex"}</button>
      <button class="button" type="button" @click=${() => this.#close()}>Close <kbd>Esc</kbd></button>
    </div>`;
  }

  #close() {
    this.dispatchEvent(new CustomEvent("stage-act", { bubbles: true, detail: { name: "closeWire" } }));
  }

  async #copy() {
    try {
      await copyText(Array.from(this.item.bytes, toHex).join(" "));
      this.problem = "";
      this.copied = true;
      setTimeout(() => (this.copied = false), COPIED_MS);
    } catch (error) {
      this.problem = `${/** @type {Error} */ (error).message} Select the bytes below, and copy them.`;
    }
  }

  /**
   * @param {Span} span
   * @param {number} place
   */
  #span(span, place) {
    const { item } = this;
    const chosen = place === this.chosen;
    const choose = () => (this.chosen = place);
    return html`<li
      class="wire-span"
      data-lit=${chosen ? "chosen" : place === this.over ? "over" : nothing}
      @pointerenter=${() => (this.over = place)}
      @pointerleave=${() => (this.over = -1)}
    >
      <button type="button" aria-pressed=${chosen} tabindex=${chosen ? 0 : -1} @click=${choose} @focus=${choose}>
        <span class="wire-place">${count(item.from + span.start)}</span> ${spanText(item, span)}
      </button>
      <p>${span.means} <a href=${span.source.href} rel="noopener">${span.source.name}</a></p>
    </li>`;
  }

  /** The part before or after. @param {number} by */
  async step(by) {
    this.chosen = Math.min(Math.max(this.chosen + by, 0), this.item.spans.length - 1);
    await this.updateComplete;
    /** @type {HTMLElement} */ (this.querySelector(".wire-span [aria-pressed=true]")).focus();
  }
}

customElements.define("wire-item", WireItem);

/** @param {Item | null} a @param {Item | null | undefined} b */
function same(a, b) {
  return a && b ? a.key === b.key && a.at === b.at && a.to === b.to && a.kind === b.kind : a === b;
}

/** @param {Item} item */
function titleOf({ kind, up, title, frame, ids }) {
  const way = up ? "browser to server" : "server to browser";
  if (frame) return `${sentence(frameKind(frame))} frame, ${way}`;
  if (kind === "block")
    return ids.length > 0 ? `${sentence(title)} on the stream` : `${sentence(title)}, on the stream`;
  if (kind === "part") return `Part of something, ${way}`;
  return `${kind === "request" ? "Request" : "Answer"}, ${way}`;
}

/**
 * Bytes by what they count as, in the order they come: name, size, style.
 * @param {Item} item
 * @returns {[string, number, string][]}
 */
function partsOf({ spans, kind }) {
  /** @type {Map<string, [number, string]>} */
  const parts = new Map();
  const add = (/** @type {string} */ name, /** @type {number} */ size, /** @type {string} */ style) => {
    if (size > 0) parts.set(name, [(parts.get(name)?.[0] ?? 0) + size, style]);
  };
  for (const { part, start, end, value } of spans) {
    const inner = value ? value.end - value.start : 0;
    add(part, end - start - inner, part.replaceAll(" ", "-").toLowerCase());
    add(kind === "block" ? "data" : part, inner, "payload");
  }
  return [...parts].map(([name, [size, style]]) => [name, size, style]);
}
