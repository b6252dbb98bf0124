/** One of the four products of the dial: what its user sees, what the delay did to it, and whether it was still useful. */

import { draw, make } from "../../../js/dom/make.js";
import { HOUR, label } from "./delays.js";

export class Panel {
  #content = make("div", { class: "panel-content" });
  #told = make("p", { class: "panel-told" }, "–");
  /** @type {HTMLInputElement[]} */
  #inputs;

  /** @param {{ name: string, is: string }} product @param {(useful: boolean) => void} judge */
  constructor(product, judge) {
    this.product = product;
    this.#inputs = [true, false].map((useful) => {
      const input = make("input", { type: "radio", name: `useful-${product.name}` });
      input.addEventListener("change", () => judge(useful));
      return input;
    });
    const labels = this.#inputs.map((input, place) => make("label", {}, input, ["yes", "no"][place] ?? ""));
    this.legend = make("legend", {}, "Still useful?");
    this.element = make(
      "section",
      { class: "panel", "aria-label": product.name },
      make("h3", {}, product.name),
      make("p", { class: "panel-is" }, product.is),
      this.#content,
      this.#told,
      make("fieldset", { class: "useful" }, this.legend, ...labels),
    );
    this.#render(0, false, false);
  }

  /** @param {number} delay_ms that the reader judges now */
  ask(delay_ms) {
    this.legend.textContent = delay_ms === 0 ? "Useful without delay?" : `Still useful at ${label(delay_ms)}?`;
  }

  /** Shows the verdict there is. @param {boolean | undefined} useful */
  judged = (useful) => {
    for (const [place, input] of this.#inputs.entries()) input.checked = useful === (place === 0);
  };

  /** It happens, and this screen does not know yet. @param {number} number */
  happens(number) {
    this.#told.textContent = "–";
    this.#render(number, true, false);
  }

  /** @param {number} number @param {boolean} answer */
  arrives(number, answer) {
    this.#render(number, false, answer);
  }

  /** @param {string} words */
  tell(words) {
    this.#told.textContent = words;
  }

  /** @param {number} number @param {boolean} waiting @param {boolean} answer */
  #render(number, waiting, answer) {
    this.#content.replaceChildren(...(CONTENTS[this.product.name]?.(number, waiting, answer) ?? []));
  }
}

/** @type {Record<string, (number: number, waiting: boolean, answer: boolean) => Node[]>} */
const CONTENTS = {
  Chat: (number, waiting, answer) => [
    line("own", number === 0 ? "…" : "Are you at the station?"),
    ...(number > 0 && !waiting && answer ? [line("came", "Yes, platform 4.")] : []),
  ],
  "Live score": (number, waiting) => [
    make("p", { class: "score" }, `Home ${waiting ? number - 1 : number} : 0 Guests`),
    ...(waiting ? [make("p", { class: "cheer" }, "Next door, somebody cheers.")] : []),
  ],
  Chart: (number, waiting) => [chart(waiting ? number - 1 : number)],
  Report: () => [make("p", { class: "score" }, "Yesterday: 1,204 orders")],
};

/** @param {string} side @param {string} text */
function line(side, text) {
  return make("p", { class: `bubble ${side}` }, text);
}

/** Sample figures of the last hour, and the events that came, at its right end. @param {number} number */
function chart(number) {
  const points = SAMPLE.map((value, place) => `${(place / (SAMPLE.length - 1)) * HOUR},${56 - value}`);
  const tip = 56 - (SAMPLE.at(-1) ?? 0) - Math.min(number, 8) * 2;
  return draw(
    "svg",
    { viewBox: `-4 0 ${HOUR + 8} 60`, role: "img", "aria-label": "Visitors over the last hour, sample figures" },
    draw("path", { d: `M0 59H${HOUR}`, class: "axis" }),
    draw("polyline", { points: points.join(" "), class: "curve" }),
    draw("circle", { cx: HOUR, cy: tip, r: 3, class: "tip" }),
  );
}

const SAMPLE = [12, 18, 15, 22, 27, 25, 31, 29, 34, 38, 36, 41];
