/**
 * `<guided-tour>`: the ten-minute walkthrough. As a list it tells what is to come; presented, it is a bar at the foot of
 * the window that sets the stage for each stop and says what to say. Page Up and Page Down move, as a presenter's
 * clicker does; Escape leaves.
 *
 * @typedef {import("../../../js/elements/live-stage.js").LiveStage} LiveStage
 */

import { button, make } from "../../../js/dom/make.js";
import { project } from "../../../js/dom/projector.js";
import { clock, STOPS, TOTAL_S } from "./tour.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** Where the stage is drawn for the last row of a room. */
const WIDE = matchMedia("(width >= 1200px)");

class GuidedTour extends HTMLElement {
  #leaving = new AbortController();
  /** @type {AbortController | null} while it is presented */
  #presenting = null;
  #place = 0;
  #began_at = 0;
  #stop_at = 0;
  /** What was pressed to begin: it has the focus again at the end. @type {Element | null} */
  #began_by = null;
  #bar = make("section", { class: "tour-bar", "aria-label": "Walkthrough", tabindex: "-1", hidden: true });

  connectedCallback() {
    this.#leaving = new AbortController();
    const start = button("Present it", () => this.#present(0), "button present");
    const hint = make(
      "p",
      { class: "tour-hint" },
      "Ten minutes. Page Down and Page Up move on and back, so a clicker does; Esc leaves.",
    );
    const items = STOPS.map(({ title, seconds }, place) => {
      const go = button(title, () => this.#present(place), "text-button");
      return make("li", {}, go, make("span", {}, clock(seconds)));
    });
    this.replaceChildren(
      make("div", { class: "tour-start" }, start, hint),
      make("ol", { class: "tour-stops" }, ...items),
      this.#bar,
    );
  }

  disconnectedCallback() {
    this.#leave();
    this.#leaving.abort();
  }

  /** @param {number} place the stop to begin at */
  #present(place) {
    if (!this.#bar.contains(document.activeElement)) this.#began_by = document.activeElement;
    this.#presenting?.abort();
    this.#presenting = new AbortController();
    const { signal } = this.#presenting;
    this.#began_at = performance.now();
    addEventListener("keydown", (event) => this.#key(event), { signal, capture: true });
    const timer = setInterval(() => this.#tick(), 1_000);
    signal.addEventListener("abort", () => clearInterval(timer));
    this.#bar.hidden = false;
    document.documentElement.toggleAttribute("data-touring", true);
    this.#go(place);
  }

  #leave() {
    if (!this.#presenting) return;
    this.#presenting.abort();
    this.#presenting = null;
    this.#bar.hidden = true;
    document.documentElement.removeAttribute("data-touring");
    project(false);
    act("showAll");
    act("conditions", null);
    /** @type {HTMLElement | null} */ (this.#began_by)?.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const ways = /** @type {Record<string, () => void>} */ ({
      PageDown: () => this.#go(this.#place + 1),
      PageUp: () => this.#go(this.#place - 1),
      Escape: () => this.#leave(),
    });
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    way();
  }

  /** @param {number} place */
  #go(place) {
    const stop = STOPS[place];
    if (!stop) return place < 0 ? undefined : this.#leave();
    this.#place = place;
    this.#stop_at = performance.now();
    this.#show(stop);
    const onStage = stop.at === "live-stage" && WIDE.matches;
    project(onStage);
    if (onStage) project(true, this.#bar.offsetHeight); // which is another one now
    bring(stop.at);
    if (stop.set || stop.at === "live-stage") this.#set(stop);
  }

  /** @param {import("./tour.js").Stop} stop */
  async #set(stop) {
    await drawnStage();
    if (STOPS[this.#place] !== stop || !this.#presenting) return;
    bring(stop.at); // The stage grew when it came, and a smooth scroll under way does not follow.
    const gate = /** @type {HTMLElement | null} */ (document.querySelector("stage-gate"));
    if (gate?.dataset.state === "locked") return this.#locked();
    act("set", stop.set);
    act("conditions", stop.conditions ?? null);
    setWindow(stop.set?.window);
    act("showAll");
    if (typeof stop.only === "number") act("showOnly", stop.only);
    if (gate?.dataset.state === "ready") gate.querySelector("button")?.click();
  }

  #locked() {
    const says = this.#bar.querySelector(".tour-point");
    if (says) says.textContent = "The stage is still locked: go back to the vote and lock an answer.";
  }

  /** @param {import("./tour.js").Stop} stop */
  #show({ title, say, point }) {
    const isLast = this.#place === STOPS.length - 1;
    const back = button("Back", () => this.#go(this.#place - 1));
    back.disabled = this.#place === 0;
    const next = button(isLast ? "Finish" : "Next", () => this.#go(this.#place + 1), "button primary next");
    const had = this.#bar.contains(document.activeElement) ? document.activeElement?.textContent : null;
    this.#bar.replaceChildren(
      make(
        "p",
        { class: "tour-place" },
        make("b", {}, title),
        ` ${this.#place + 1} of ${STOPS.length}`,
        make("span", { class: "tour-time" }),
      ),
      make("div", { role: "status" }, make("p", { class: "tour-say" }, say), make("p", { class: "tour-point" }, point)),
      make(
        "div",
        { class: "tour-actions" },
        back,
        next,
        button("Leave", () => this.#leave(), "text-button"),
      ),
    );
    // Not one of its buttons, unless it was pressed: Space publishes.
    const pressed = [back, next].find((one) => one.textContent === had && !one.disabled);
    (pressed ?? this.#bar).focus({ preventScroll: true });
    this.#tick();
  }

  #tick() {
    const now = performance.now();
    const place = this.#bar.querySelector(".tour-time");
    const { seconds } = STOPS[this.#place] ?? { seconds: 0 };
    const here = (now - this.#stop_at) / 1_000;
    const over = here > seconds ? ", time to go on" : "";
    if (place)
      place.textContent = `${clock(here)} of ${clock(seconds)} here${over}; ${clock((now - this.#began_at) / 1_000)} of ${clock(TOTAL_S)}`;
  }
}

/** Scrolls the place of a stop to the top of the window. @param {string} selector */
function bring(selector) {
  const target = document.querySelector(selector);
  const whole = target?.closest("stage-gate") ?? target;
  whole?.scrollIntoView({ block: "start", behavior: CALM.matches ? "auto" : "smooth" });
}

/** Waits until the page's stage has its full height: it is fetched once it comes near the window. */
async function drawnStage() {
  await customElements.whenDefined("live-stage");
  await /** @type {LiveStage | null} */ (document.querySelector("live-stage"))?.updateComplete;
}

/** How much time the stage shows. @param {number | undefined} seconds */
function setWindow(seconds) {
  const stage = /** @type {LiveStage | null} */ (document.querySelector("live-stage:defined"));
  if (stage && seconds) stage.scene.playhead.window_ms = seconds * 1_000;
}

/** Asks the page's stage to do something. @param {string} name @param {unknown} [value] */
function act(name, value) {
  const stage = document.querySelector("live-stage:defined");
  stage?.dispatchEvent(new CustomEvent("stage-act", { detail: { name, value } }));
}

customElements.define("guided-tour", GuidedTour);
