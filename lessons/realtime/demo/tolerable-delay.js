/**
 * `<tolerable-delay>`: eight products to place on one axis by the longest delay their users would bear, then compared with
 * what is published or what we think, and in a class with what the others think. Nothing stands on the axis until the reader
 * puts it there.
 *
 * Says "modified" with the name "placed" when all eight are placed and compared, and "placed" when the reader
 * has put one somewhere.
 */

import { button, make } from "../../../js/dom/make.js";
import { isForClass } from "./class-address.js";
import { remembered } from "./class-tab.js";
import { compare, PRODUCTS, STEPS, says, secondsAt, share, TICKS_S } from "./products.js";

const NOT_LOADED = "The part of this page that compares with a class could not be loaded. Press again.";

/** @typedef {{ item: HTMLElement, input: HTMLInputElement, value: HTMLOutputElement }} Row */

class TolerableDelay extends HTMLElement {
  /** @type {Map<string, number>} seconds, by product */
  placed = new Map();
  /** Products that the reader has placed since the page was loaded. */
  #own = new Set();
  #compared = false;
  /** @type {Map<string, Row>} by product */
  #rows = new Map();
  #list = make("ol", { class: "tolerable plain-list" });
  #compare = button("Compare", () => this.#show(), "button primary");
  #left = make("p", { class: "tolerable-left", role: "status" });
  #start = button("Compare with a class", () => this.#withClass((one) => one.start()));
  #offer = make("div", { class: "tolerable-end" }, this.#start);
  #offered = make(
    "p",
    { class: "tolerable-left", role: "status" },
    "Makes a link for everyone in the room. Sends nothing of yours.",
  );
  /** @type {import("./class-compare.js").ClassCompare | null} */
  #class = null;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    addEventListener("hashchange", () => this.#follow(), { signal: this.#leaving.signal });
    this.#class?.enter();
    if (this.#list.isConnected) return;
    const axis = make("div", { class: "tolerable-axis", "aria-hidden": "true" });
    for (const seconds of TICKS_S) {
      const tick = make("span", {}, says(seconds));
      tick.style.insetInlineStart = `${share(seconds) * 100}%`;
      axis.append(tick);
    }
    for (const product of PRODUCTS) this.#list.append(this.#row(product));
    this.#offer.append(this.#offered);
    const end = make("div", { class: "tolerable-end" }, this.#compare, this.#left);
    this.replaceChildren(axis, this.#list, end, this.#offer);
    this.#count();
    if (document.readyState === "complete") this.#find();
    else addEventListener("load", () => this.#find(), { signal: this.#leaving.signal }); // Until then the page still grows.
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#class?.run.leave();
  }

  /** The page was opened by the link of a class, or has lost it: a step, a note or a source of the lesson was gone to. */
  #find() {
    if (isForClass(location.hash)) return this.#follow();
    const hash = remembered();
    if (isForClass(hash)) this.#withClass((one) => one.join(hash, { quietly: true }));
  }

  #follow() {
    if (isForClass(location.hash)) this.#withClass((one) => one.join(location.hash, { quietly: false }));
  }

  /** @param {(one: import("./class-compare.js").ClassCompare) => void} act */
  async #withClass(act) {
    try {
      const { ClassCompare } = await import("./class-compare.js");
      if (!this.isConnected) return;
      this.#class ??= this.#makeRoomFor(new ClassCompare(this));
      act(this.#class);
    } catch {
      this.#offered.textContent = NOT_LOADED;
    }
  }

  /** @param {import("./class-compare.js").ClassCompare} made */
  #makeRoomFor(made) {
    made.enter();
    this.prepend(made.about);
    this.#offer.replaceWith(made.act);
    this.#compare.classList.remove("primary"); // One a view, and now it is to send.
    return made;
  }

  /** @param {import("./products.js").Product} product */
  #row({ id, name }) {
    const input = make("input", { type: "range", min: 0, max: STEPS, value: STEPS / 2, id: `bears-${id}` });
    input.setAttribute("aria-valuetext", "not placed yet");
    const value = make("output", { for: input.id }, "–");
    const label = make("label", { for: input.id }, name);
    const track = make("div", { class: "track" }, input);
    const item = make("li", { "data-product": id }, label, track, value);
    this.#rows.set(id, { item, input, value });
    const place = () => {
      this.#own.add(id);
      this.#place(id, secondsAt(Number(input.value) / STEPS));
      this.dispatchEvent(new CustomEvent("placed"));
    };
    input.addEventListener("input", place);
    // A press on the middle changes nothing and is no "input", yet it is a place.
    input.addEventListener("pointerup", place);
    input.addEventListener("keydown", ({ key }) => key === "Enter" && place());
    return item;
  }

  /** Places what the reader had placed before the page was loaded again. @param {Record<string, number>} delays s, by product */
  restore(delays) {
    for (const [id, { input }] of this.#rows) {
      const seconds = /** @type {number} */ (delays[id]);
      if (this.#own.has(id) || this.placed.get(id) === seconds) continue;
      input.value = String(Math.round(share(seconds) * STEPS));
      this.#place(id, seconds);
    }
  }

  /** @param {string} id @param {number} seconds */
  #place(id, seconds) {
    const { item, input, value } = /** @type {Row} */ (this.#rows.get(id));
    this.placed.set(id, seconds);
    item.toggleAttribute("data-placed", true);
    input.setAttribute("aria-valuetext", says(seconds));
    value.textContent = says(seconds);
    this.#count();
    if (this.#compared) this.#showAll();
  }

  #count() {
    const left = PRODUCTS.length - this.placed.size;
    this.#compare.disabled = left > 0;
    if (!this.#compared)
      this.#left.textContent = left > 0 ? `${left} of ${PRODUCTS.length} still to place.` : "All placed.";
  }

  #show() {
    this.#compared = true;
    this.#showAll();
    const within = PRODUCTS.filter(({ id, band }) => compare(this.placed.get(id) ?? 0, band) === "within the band");
    this.#left.textContent = `${within.length} of ${PRODUCTS.length} within the band. Change any of them and look again.`;
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "placed" } }));
  }

  #showAll() {
    for (const product of PRODUCTS) this.#showBand(product);
  }

  /** @param {import("./products.js").Product} product */
  #showBand({ id, band, why, source }) {
    const item = this.#rows.get(id)?.item;
    const track = item?.querySelector(".track");
    if (!item || !track) return;
    item.querySelector(".band")?.remove();
    item.querySelector(".band-why")?.remove();
    const [from, to] = band;
    const bar = make("span", { class: "band" });
    bar.style.insetInlineStart = `${share(from) * 100}%`;
    bar.style.insetInlineEnd = `${(1 - share(to)) * 100}%`;
    track.prepend(bar);
    const whose = source ? make("a", { href: `#source-${source}` }, "Source") : "Our judgement";
    const verdict = compare(this.placed.get(id) ?? from, band);
    item.append(
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
