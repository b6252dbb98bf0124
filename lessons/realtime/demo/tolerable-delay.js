/**
 * `<tolerable-delay>`: eight products to place on one axis by the longest delay their users would bear, then compared with
 * what is published or what we think. Nothing stands on the axis until the reader puts it there.
 *
 * Says "modified" with the name "placed" when all eight are placed and compared.
 */

import { button, make } from "../../../js/dom/make.js";
import { compare, PRODUCTS, says, secondsAt, share, TICKS_S } from "./products.js";

/** Steps of a slider: fine enough for a tenth of a decade. */
const STEPS = 140;

class TolerableDelay extends HTMLElement {
  /** @type {Map<string, number>} seconds, by product */
  #placed = new Map();
  #compared = false;
  #list = make("ol", { class: "tolerable plain-list" });
  #compare = button("Compare", () => this.#show(), "button primary");
  #left = make("p", { class: "tolerable-left", role: "status" });

  connectedCallback() {
    if (this.#list.isConnected) return;
    const axis = make("div", { class: "tolerable-axis", "aria-hidden": "true" });
    for (const seconds of TICKS_S) {
      const tick = make("span", {}, says(seconds));
      tick.style.insetInlineStart = `${share(seconds) * 100}%`;
      axis.append(tick);
    }
    for (const product of PRODUCTS) this.#list.append(this.#row(product));
    this.replaceChildren(axis, this.#list, make("div", { class: "tolerable-end" }, this.#compare, this.#left));
    this.#count();
  }

  /** @param {import("./products.js").Product} product */
  #row({ id, name }) {
    const input = make("input", { type: "range", min: 0, max: STEPS, value: STEPS / 2, id: `bears-${id}` });
    input.setAttribute("aria-valuetext", "not placed yet");
    const value = make("output", { for: input.id }, "–");
    const label = make("label", { for: input.id }, name);
    const track = make("div", { class: "track" }, input);
    const row = make("li", { "data-product": id }, label, track, value);
    const place = () => this.#place(id, Number(input.value) / STEPS, row, input, value);
    input.addEventListener("input", place);
    // A press on the middle changes nothing and is no "input", yet it is a place.
    input.addEventListener("pointerup", place);
    input.addEventListener("keydown", ({ key }) => key === "Enter" && place());
    return row;
  }

  /**
   * @param {string} id
   * @param {number} at 0 to 1
   * @param {HTMLElement} row
   * @param {HTMLInputElement} input
   * @param {HTMLOutputElement} value
   */
  #place(id, at, row, input, value) {
    const seconds = secondsAt(at);
    this.#placed.set(id, seconds);
    row.toggleAttribute("data-placed", true);
    input.setAttribute("aria-valuetext", says(seconds));
    value.textContent = says(seconds);
    this.#count();
    if (this.#compared) this.#showAll();
  }

  #count() {
    const left = PRODUCTS.length - this.#placed.size;
    this.#compare.disabled = left > 0;
    if (!this.#compared)
      this.#left.textContent = left > 0 ? `${left} of ${PRODUCTS.length} still to place.` : "All placed.";
  }

  #show() {
    this.#compared = true;
    this.#showAll();
    const within = PRODUCTS.filter(({ id, band }) => compare(this.#placed.get(id) ?? 0, band) === "within the band");
    this.#left.textContent = `${within.length} of ${PRODUCTS.length} within the band. Change any of them and look again.`;
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "placed" } }));
  }

  #showAll() {
    for (const product of PRODUCTS) this.#showBand(product);
  }

  /** @param {import("./products.js").Product} product */
  #showBand({ id, band, why, source }) {
    const row = this.querySelector(`[data-product="${id}"]`);
    const track = row?.querySelector(".track");
    if (!row || !track) return;
    row.querySelector(".band")?.remove();
    row.querySelector(".band-why")?.remove();
    const [from, to] = band;
    const bar = make("span", { class: "band" });
    bar.style.insetInlineStart = `${share(from) * 100}%`;
    bar.style.insetInlineEnd = `${(1 - share(to)) * 100}%`;
    track.prepend(bar);
    const whose = source ? make("a", { href: `#source-${source}` }, "Source") : "Our judgement";
    const verdict = compare(this.#placed.get(id) ?? from, band);
    row.append(
      make(
        "p",
        { class: "band-why" },
        make("b", {}, `${says(from)} to ${says(to)}; you: ${verdict}.`),
        ` ${why} `,
        whose,
        ".",
      ),
    );
  }
}

customElements.define("tolerable-delay", TolerableDelay);
