/**
 * `<request-race>`: at which rate of events does long polling make more requests than polling? The reader picks a rate
 * and has it measured; the lines are a model, the marks are measurements. Attribute `seconds`: how long a rate of one a
 * second or more is measured, 5 unless told.
 *
 * Says "modified" with the name "crossover" when long polling has been measured below polling and above it.
 */

import { button, draw, make } from "../../../js/dom/make.js";
import { onResize } from "../../../js/dom/on-resize.js";
import { Run } from "../../../js/dom/run.js";
import { count, ratio } from "../../../js/lib/format.js";
import { INTERVAL_MS, Race } from "./race.js";

/** @typedef {import("./race.js").Point} Point */

const RATES = [0.2, 0.5, 1, 2, 5, 10, 50];
const PLACE = { height: 300, left: 44, right: 16, top: 30, bottom: 46 };
/** Both axes: a second, log scale. */
const AXIS = { from: 0.1, to: 100, ticks: [0.1, 1, 10, 100] };
/** Polling and long polling closer together than this share count as equal. */
const EQUAL = 0.15;

class RequestRace extends HTMLElement {
  #run = new Run(this, (why) => this.#ended(why));
  /** @type {Race | null} */
  #race = null;
  /** @type {Map<number, Point>} by rate */
  #points = new Map();
  #rate = 0.2;
  #status = make("p", { role: "status", class: "demo-says" });
  #chart = make("div", { class: "race-chart", role: "img" });
  #table = make("div", { class: "race-table" });

  connectedCallback() {
    const leaving = this.#run.enter();
    this.replaceChildren(this.#actions(), this.#chart, legend(), this.#table);
    onResize(this, () => this.#show(), leaving);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  #actions() {
    const rates = make("div", { class: "segmented", role: "group", "aria-label": "Events a second" });
    for (const rate of RATES) {
      const choice = button(String(rate), () => this.#pick(rate), "");
      choice.setAttribute("aria-pressed", String(rate === this.#rate));
      choice.dataset.rate = String(rate);
      rates.append(choice);
    }
    return make(
      "div",
      { class: "demo-actions" },
      make("div", { class: "race-rates" }, make("span", { class: "demo-says" }, "Events a second"), rates),
      button("Measure this rate", () => this.#measure(), "button primary"),
      this.#status,
    );
  }

  /** @param {number} rate */
  #pick(rate) {
    this.#rate = rate;
    for (const choice of this.querySelectorAll("button")) {
      if (choice.dataset.rate) choice.setAttribute("aria-pressed", String(choice.dataset.rate === String(rate)));
    }
  }

  async #measure() {
    if (this.#run.on) return;
    const signal = this.#run.begin();
    const rate = this.#rate;
    const length_ms = Number(this.getAttribute("seconds") ?? 5) * 1_000;
    this.#status.textContent = `Measuring ${rate} a second.`;
    this.#race ??= new Race(JSON.parse(document.getElementById("stage-config")?.textContent ?? "{}"));
    const onProgress = (/** @type {number} */ share) => {
      this.style.setProperty("--share", `${(100 * share).toFixed(0)}%`);
    };
    try {
      const point = await this.#race.measure(rate, length_ms, { signal, onProgress });
      this.#points.set(rate, point);
      this.#run.end(says(point));
      this.#show();
      this.#compare();
    } catch (error) {
      if (!signal.aborted) this.#run.end(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} why */
  #ended(why) {
    this.#status.textContent = why;
    this.style.removeProperty("--share");
  }

  #compare() {
    const points = [...this.#points.values()];
    const less = points.some(({ polling, held }) => held < polling * (1 - EQUAL));
    const more = points.some(({ polling, held }) => held > polling * (1 + EQUAL));
    if (less && more) this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "crossover" } }));
  }

  #show() {
    const points = [...this.#points.values()].sort((a, b) => a.rate - b.rate);
    this.#chart.ariaLabel =
      points.length === 0
        ? "Requests a second against events a second. The model: polling is level at one a second, long polling rises with the events; they cross at one event a second. Nothing measured yet."
        : points.map(says).join(" ");
    const width = this.#chart.clientWidth;
    if (width > 0) this.#chart.replaceChildren(picture(points, width));
    this.#table.replaceChildren(...(points.length > 0 ? [table(points)] : []));
  }
}

/** @param {Point} point */
function says({ rate, polling, held }) {
  const verdict =
    Math.abs(held - polling) <= polling * EQUAL
      ? "about as many"
      : held > polling
        ? "long polling makes more"
        : "long polling makes fewer";
  return `At ${rate} events a second: polling ${ratio(polling)}, long polling ${ratio(held)} requests a second; ${verdict}.`;
}

function legend() {
  const mark = (/** @type {string} */ hue, /** @type {string} */ path) =>
    draw(
      "svg",
      { class: hue, viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" },
      draw("path", { class: "race-mark", d: path }),
    );
  return make(
    "p",
    { class: "race-legend" },
    mark("poll", "M1 1H11V11H1Z"),
    " polling, measured ",
    mark("lp", "M0 1.5H12L6 11.5Z"),
    " long polling, measured. Lines: the model, one request an interval and one an event.",
  );
}

/** @param {Point[]} points */
function table(points) {
  const heads = ["events a second", "polling", "long polling", "measured for"];
  const made = make(
    "table",
    {},
    make("caption", { class: "visually-hidden" }, "Requests a second, by rate of events"),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
  );
  const body = made.createTBody();
  for (const { rate, polling, held, seconds } of points) {
    const cells = [`${ratio(polling)}/s`, `${ratio(held)}/s`, `${count(seconds)}\u202fs`];
    body.append(
      make("tr", {}, make("th", { scope: "row" }, String(rate)), ...cells.map((cell) => make("td", {}, cell))),
    );
  }
  return made;
}

/**
 * @param {Point[]} points
 * @param {number} width px
 */
function picture(points, width) {
  const x = along(PLACE.left, width - PLACE.right);
  const y = along(PLACE.height - PLACE.bottom, PLACE.top);
  const level = 1_000 / INTERVAL_MS;
  return draw(
    "svg",
    { class: "drawing", width, height: PLACE.height, "aria-hidden": "true" },
    axes(x, y, width),
    draw("path", { class: "race-line poll", d: `M${x(AXIS.from)} ${y(level)}H${x(AXIS.to)}` }),
    draw("path", { class: "race-line lp", d: `M${x(AXIS.from)} ${y(AXIS.from)}L${x(AXIS.to)} ${y(AXIS.to)}` }),
    ...points.map(({ rate, polling }) => square(x(rate), y(polling))),
    ...points.map(({ rate, held }) => triangle(x(rate), y(held))),
  );
}

/**
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 * @param {number} width px
 */
function axes(x, y, width) {
  const bottom = PLACE.height - PLACE.bottom;
  const marks = AXIS.ticks.flatMap((value) => [
    draw("path", { class: "race-grid", d: `M${PLACE.left} ${y(value)}H${width - PLACE.right}` }),
    draw("text", { x: PLACE.left - 8, y: y(value) + 4, "text-anchor": "end" }, String(value)),
    draw("path", { class: "race-tick", d: `M${x(value)} ${bottom}v6` }),
    draw("text", { x: x(value), y: bottom + 20, "text-anchor": "middle" }, String(value)),
  ]);
  return draw(
    "g",
    {},
    ...marks,
    draw("path", { class: "race-tick", d: `M${PLACE.left} ${bottom}H${width - PLACE.right}` }),
    draw("text", { x: 0, y: 12 }, "requests a second"),
    draw("text", { x: width - PLACE.right, y: bottom + 40, "text-anchor": "end" }, "events a second"),
  );
}

/**
 * @param {number} start px
 * @param {number} end px
 */
function along(start, end) {
  const { from, to } = AXIS;
  return (/** @type {number} */ value) => {
    const share = Math.log(Math.max(value, from) / from) / Math.log(to / from);
    return start + share * (end - start);
  };
}

/**
 * @param {number} x
 * @param {number} y
 */
function square(x, y) {
  return draw("path", { class: "race-mark poll", d: `M${x - 5} ${y - 5}h10v10h-10z` });
}

/**
 * @param {number} x
 * @param {number} y
 */
function triangle(x, y) {
  return draw("path", { class: "race-mark lp", d: `M${x - 6.5} ${y - 5}h13l-6.5 11.5z` });
}

customElements.define("request-race", RequestRace);
