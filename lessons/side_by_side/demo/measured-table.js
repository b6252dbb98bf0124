/**
 * `<measured-table of="polling-and-long-polling">`: one comparison. Each cell is measured on this page, beside a verdict
 * that follows from the cells, and changes with them. The tables themselves are in tables.js.
 */

import { make } from "../../../js/dom/make.js";
import { counted, DASH } from "../../../js/lib/format.js";
import { saysInterval } from "../../../js/lib/ranges.js";
import { measured } from "./measured.js";
import { TABLES } from "./tables.js";

/** @typedef {import("./tables.js").Row} Row */

/** Figures that change faster than this cannot be read, ms. */
const EVERY_MS = 500;

class MeasuredTable extends HTMLElement {
  #leaving = new AbortController();
  #shown_at = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    measured.addEventListener("change", () => this.#soon(), { signal });
    this.replaceChildren(this.#frame());
    this.#show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#later);
  }

  get #table() {
    const table = TABLES[this.getAttribute("of") ?? ""];
    if (!table) throw new RangeError(`<measured-table of="${this.getAttribute("of")}"> is none of tables.js`);
    return table;
  }

  #frame() {
    const { title, columns, rows } = this.#table;
    const heads = columns.map(({ title: head, hue }) =>
      make("th", { scope: "col", role: "columnheader", class: `of-lane ${hue}` }, head),
    );
    this.style.setProperty("--columns", String(columns.length === 4 ? 2 : columns.length));
    return make(
      "table",
      { class: "measured-table", role: "table", "data-many": columns.length > 2 },
      make("caption", {}, make("span", { class: "visually-hidden" }, title), make("b", {})),
      make(
        "thead",
        { role: "rowgroup" },
        make(
          "tr",
          { role: "row" },
          make("td", { role: "cell" }),
          ...heads,
          make("th", { scope: "col", role: "columnheader" }, "what follows"),
        ),
      ),
      make("tbody", { role: "rowgroup" }, ...rows.map((row) => this.#row(row))),
    );
  }

  /** @param {Row} row */
  #row({ title }) {
    const cells = this.#table.columns.map((column) =>
      make("td", { role: "cell", class: `cell ${column.hue}`, "data-title": column.title }),
    );
    const verdict = make("td", { role: "cell", class: "follows" });
    return make("tr", { role: "row" }, make("th", { scope: "row", role: "rowheader" }, title), ...cells, verdict);
  }

  /** At once, or when the last figures have stood long enough. */
  #soon() {
    const wait = this.#shown_at + EVERY_MS - performance.now();
    clearTimeout(this.#later);
    if (wait <= 0) this.#show();
    else this.#later = setTimeout(() => this.#show(), wait);
  }

  #show() {
    this.#shown_at = performance.now();
    const says = /** @type {HTMLElement} */ (this.querySelector("caption b"));
    says.textContent = conditions();
    for (const [place, tr] of [...this.querySelectorAll("tbody tr")].entries()) {
      const row = /** @type {Row} */ (this.#table.rows[place]);
      const values = row.cells(measured);
      const [, ...cells] = [...tr.children];
      for (const [column, value] of values.entries()) fill(cells[column], value);
      const known = values.every((value) => value !== null);
      fill(
        cells[values.length],
        known ? [row.follows(measured)] : null,
        row.needs ?? (measured.settings ? "Wait for a few events." : "Run the stage."),
      );
    }
  }
}

/** Under what the figures were measured. */
function conditions() {
  const { settings } = measured;
  const events = measured.lane("websocket")?.events ?? measured.lane("polling")?.events;
  if (!settings || !events) return "Nothing measured yet";
  const rate = settings.rate === 0 ? "by hand" : `at ${settings.rate} a second`;
  return `Measured here, over ${counted(events, "event")} ${rate}, polling every ${saysInterval(settings.interval)}`;
}

/**
 * A figure, and what more there is to say of it.
 * @param {Element | undefined} cell
 * @param {string[] | null} value
 * @param {string} [otherwise]
 */
function fill(cell, value, otherwise = DASH) {
  const words = value ?? [otherwise];
  if (!cell || cell.textContent === words.join(" ")) return;
  const [first = "", ...more] = words;
  cell.toggleAttribute("data-empty", value === null);
  cell.replaceChildren(make("span", {}, first), ...more.flatMap((one) => [" ", make("small", {}, one)]));
}

customElements.define("measured-table", MeasuredTable);
