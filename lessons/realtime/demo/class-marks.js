/** The answers of a class on the axis: in the row of each product a dot for every answer, and their median as a tick. */

import { draw, make } from "../../../js/dom/make.js";
import { ENOUGH, spread, stacks } from "./class-answers.js";
import { PRODUCTS, says } from "./products.js";

/** Px. The median's tick reaches over the highest stack. */
const HEIGHT = 32;
const OVER = 4;
const DOT = 4.5;
/** From one dot of a stack to the next, where there is room. */
const APART = 5.5;

export class ClassMarks {
  /** @type {Map<string, RowMarks>} by product */
  #rows = new Map();

  /** @param {HTMLElement} axis with a row for each product */
  constructor(axis) {
    this.axis = axis;
  }

  /** @param {import("./class-answers.js").Answers | null} answers null when none are to be seen */
  show(answers) {
    const all = PRODUCTS.map(({ id }) => answers?.to(id) ?? []);
    const most = Math.max(...all.map(highest));
    for (const [place, { id }] of PRODUCTS.entries()) this.#row(id).show(all[place] ?? [], most);
  }

  /** @param {string} product */
  #row(product) {
    const known = this.#rows.get(product);
    if (known) return known;
    const row = new RowMarks();
    this.axis.querySelector(`[data-product="${product}"] output`)?.after(...row.elements);
    this.#rows.set(product, row);
    return row;
  }
}

class RowMarks {
  #strip = draw("svg", { class: "class-strip", height: HEIGHT, "aria-hidden": "true" });
  #words = make("p", { class: "class-words" });
  /** What is put into the product's row. */
  elements = [this.#strip, this.#words];

  /**
   * @param {number[]} delays sorted, s; none before anybody answered
   * @param {number} highest answers of the highest stack in any row: one scale for all of them
   */
  show(delays, highest) {
    this.#words.textContent = words(delays);
    const pitch = Math.min(APART, (HEIGHT - OVER - DOT) / Math.max(highest - 1, 1));
    const dots = stacks(delays).map(({ at, answers }) => stack(at, answers, pitch));
    this.#strip.replaceChildren(...(delays.length > 0 ? [middle(spread(delays).median)] : []), ...dots);
  }
}

/** The most answers at one place of a row. @param {number[]} delays */
function highest(delays) {
  return Math.max(0, ...stacks(delays).map(({ answers }) => answers));
}

/** "Class median 2 s; half: 500 ms to 4 s" @param {number[]} delays sorted */
function words(delays) {
  if (delays.length === 0) return "";
  const { median, from, to } = spread(delays);
  const half = delays.length < ENOUGH ? "" : from === to ? "; half: the same" : `; half: ${says(from)} to ${says(to)}`;
  return `Class median ${says(median)}${half}`;
}

/** One line that is dashed into as many dots as there are answers. @param {number} at 0 to 1 @param {number} answers @param {number} pitch */
function stack(at, answers, pitch) {
  const base = HEIGHT - DOT / 2;
  const x = `${(at * 100).toFixed(2)}%`;
  // A dash without length is a dot where the ends are round; a line without length would have no dash.
  const top = base - (answers - 1) * pitch - 0.01;
  return draw("line", { x1: x, x2: x, y1: base, y2: top, "stroke-width": DOT, "stroke-dasharray": `0 ${pitch}` });
}

/** @param {number} seconds */
function middle(seconds) {
  const x = `${(stacks([seconds])[0]?.at ?? 0) * 100}%`;
  return draw("line", { class: "median", x1: x, x2: x, y1: 0, y2: HEIGHT });
}
