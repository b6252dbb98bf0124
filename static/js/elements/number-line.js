/**
 * `<number-line>`: a number to place on a line, by click, drag or arrow keys; nothing is placed until the reader does.
 *
 * Properties in: `scale` (NumberScale), `unit`, `value` (null: nothing placed), `locked`, `compared` (room is kept for what
 * will be measured), `measured` ({ value, samples }) or null. Says "place" with `detail` the value. Redraws when its width changes.
 */

import { draw, make } from "../dom/make.js";
import { onResize } from "../dom/on-resize.js";
import { amount } from "../lib/format.js";

/** Below the axis: ticks and their numbers. */
const BELOW = 28;
/** Above it: one flag, or two and a heap of squares. */
const ABOVE = { asked: 56, compared: 84 };
const SQUARE = 6;
/** Highest heap of squares, px; higher ones are pressed together. */
const HEAP = 54;
/** A digit on the axis is at most so wide, and two numbers at least as far from each other, px. */
const DIGIT = 7.5;
const FLAG = { first: 2, second: 28, height: 22 };

export class NumberLine extends HTMLElement {
  /** @type {import("../lib/number-scale.js").NumberScale | null} */
  scale = null;
  unit = "";
  /** @type {number | null} */
  value = null;
  locked = false;
  compared = false;
  /** @type {{ value: number | null, samples: number[] } | null} */
  measured = null;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    onResize(this, () => this.draw(), signal);
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** Where the axis is, px from the top. */
  get #axis() {
    return this.compared || this.measured ? ABOVE.compared : ABOVE.asked;
  }

  /** Draws what the properties say. */
  draw() {
    const { scale, value, measured } = this;
    if (!scale || this.clientWidth === 0) return;
    this.#describe();
    const width = this.clientWidth;
    const picture = draw("svg", { width, height: this.#axis + BELOW, "aria-hidden": "true" });
    if (measured) picture.append(this.#heap(measured.samples, width));
    picture.append(this.#ruler(width));
    const flags = [];
    if (value !== null) flags.push(this.#flag(value, measured ? "you" : "", measured ? "outline" : "ink", width));
    if (measured && measured.value !== null) flags.push(this.#flag(measured.value, "measured", "hue", width));
    if (value !== null && !this.locked) {
      picture.append(draw("circle", { class: "thumb", cx: scale.share(value) * width, cy: this.#axis, r: 8 }));
    }
    this.replaceChildren(picture, ...flags.flat());
  }

  /** @param {number} value */
  says(value) {
    return amount(value, this.unit);
  }

  /** Role and values for those who listen. */
  #describe() {
    const { scale, value } = this;
    if (!scale) return;
    const said = value === null ? "nothing placed yet" : this.says(value);
    if (this.locked) {
      this.setAttribute("role", "img");
      this.removeAttribute("tabindex");
      this.removeAttribute("aria-labelledby"); // what it shows is its name now, no longer what it asks
      const measured = this.measured?.value ?? null;
      this.ariaLabel = `You said ${value === null ? "that you do not know" : said}${measured === null ? "" : `, measured ${this.says(measured)}`}`;
      for (const name of ["now", "text", "min", "max"]) this.removeAttribute(`aria-value${name}`);
      return;
    }
    this.setAttribute("role", "slider");
    this.tabIndex = 0;
    this.ariaValueMin = String(scale.from);
    this.ariaValueMax = String(scale.to);
    this.ariaValueNow = String(value ?? scale.from);
    this.ariaValueText = said;
  }

  /** @param {number} width */
  #ruler(width) {
    const y = this.#axis;
    const axis = draw("g", { class: "axis" }, draw("path", { d: `M0 ${y}H${width}` }));
    let free = Infinity; // from the right, for the last number has the unit; what finds no room is not written
    for (const { value, share, major } of (this.scale?.ticks() ?? []).reverse()) {
      const x = share * width;
      axis.append(draw("path", { d: `M${x} ${y}v${major ? 7 : 4}` }));
      if (!major) continue;
      const words = free === Infinity ? this.says(value) : plain(value);
      const anchor = share < 0.02 ? "start" : share > 0.98 ? "end" : "middle";
      const left = x - words.length * DIGIT * BEFORE[anchor];
      if (left + words.length * DIGIT > free) continue;
      axis.append(draw("text", { x, y: y + 22, "text-anchor": anchor }, words));
      free = left - DIGIT;
    }
    return axis;
  }

  /**
   * One square an event.
   * @param {number[]} samples
   * @param {number} width
   */
  #heap(samples, width) {
    const columns = Math.floor(width / SQUARE);
    const heap = this.scale?.heap(samples, columns) ?? [];
    const highest = Math.max(...heap.map(({ row }) => row), 0) + 1;
    const height = Math.min(SQUARE, HEAP / highest);
    const squares = heap.map(
      ({ column, row }) =>
        `M${column * SQUARE} ${this.#axis - 2 - row * height}h${SQUARE - 1}v${-Math.max(height - 1, 0.8)}h${1 - SQUARE}z`,
    );
    return draw("path", { class: "heap", d: squares.join("") });
  }

  /**
   * A flag on its pole: the lower of two that would meet is hung lower.
   * @param {number} value
   * @param {string} word before the number
   * @param {string} style
   * @param {number} width
   */
  #flag(value, word, style, width) {
    const share = this.scale?.share(value) ?? 0;
    const top = style === "outline" ? FLAG.second : FLAG.first;
    const flag = make("span", { class: `flag ${style}` }, make("span", {}, `${word} ${this.says(value)}`.trim()));
    flag.style.insetInlineStart = `${share * width}px`;
    flag.style.insetBlockStart = `${top}px`;
    flag.style.setProperty("--pole", `${this.#axis - top - FLAG.height}px`);
    flag.style.setProperty("--lean", `${-100 * share}%`);
    return [flag];
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (this.locked || event.button !== 0) return;
    event.preventDefault();
    this.focus();
    this.#place(event.clientX);
    const done = new AbortController();
    addEventListener("pointermove", ({ clientX }) => this.#place(clientX), { signal: done.signal });
    for (const end of ["pointerup", "pointercancel"])
      addEventListener(end, () => done.abort(), { signal: done.signal });
  }

  /** @param {number} x of the window */
  #place(x) {
    const { left, width } = this.getBoundingClientRect();
    if (this.scale) this.#set(this.scale.value((x - left) / width));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { scale, value } = this;
    if (!scale || this.locked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Home" || event.key === "End") this.#set(event.key === "Home" ? scale.from : scale.to);
    else if (event.key in STEPS)
      this.#set(value === null ? scale.value(0.5) : scale.stepped(value, STEPS[event.key] ?? 0));
    else return;
    event.preventDefault();
  }

  /** @param {number} value */
  #set(value) {
    this.value = value;
    this.draw();
    this.dispatchEvent(new CustomEvent("place", { detail: value }));
  }
}

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

/** The share of a number that stands before its tick. */
const BEFORE = { start: 0, middle: 0.5, end: 1 };

/** @param {number} value */
function plain(value) {
  return value.toLocaleString("en");
}

customElements.define("number-line", NumberLine);
