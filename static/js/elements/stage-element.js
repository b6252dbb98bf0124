/**
 * What all parts of `<live-stage>` have in common: they live in the light DOM (the page's styles and find-in-page reach
 * them), draw from one scene when `tick` moves on, and ask for changes by an event that bubbles up to the stage.
 */

import { html, LitElement, svg } from "../../vendor/lit.js";

/**
 * @typedef {import("../lib/scene.js").Scene} Scene
 * @typedef {{ name: string, value?: unknown }} Act
 */

export class StageElement extends LitElement {
  /** @type {import("../../vendor/lit.js").PropertyDeclarations} */
  static properties = {
    scene: { attribute: false },
    tick: { attribute: false },
  };

  /** How often a tick renews it at most, ms. */
  static every_ms = 0;

  #renewed_at = Number.NEGATIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  constructor() {
    super();
    /** The stage gives the scene before the first render; see shouldUpdate. */
    this.scene = /** @type {Scene} */ (/** @type {unknown} */ (null));
    this.tick = 0;
  }

  createRenderRoot() {
    return this;
  }

  /**
   * What nobody can follow ten times a second is renewed less often, and once more after the last change.
   * @param {Map<PropertyKey, unknown>} changed
   */
  shouldUpdate(changed) {
    if (!this.scene) return false;
    const { every_ms } = /** @type {typeof StageElement} */ (this.constructor);
    const wait_ms = this.#renewed_at + every_ms - performance.now();
    if (wait_ms <= 0 || changed.size !== 1 || !changed.has("tick")) {
      this.#renewed_at = performance.now();
      return true;
    }
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.requestUpdate();
    }, wait_ms);
    return false;
  }

  /**
   * What a reader pressed may be gone because of it: the focus stays nearby, and is not lost to the page.
   * @param {Map<PropertyKey, unknown>} changed
   */
  update(changed) {
    const had = document.activeElement;
    const within = this.contains(had);
    super.update(changed);
    if (within && !this.contains(had)) this.updateComplete.then(() => this.heir()?.focus({ preventScroll: true }));
  }

  /** Who has the focus after what is gone. @returns {HTMLElement | null} */
  heir() {
    const main = () => this.closest("live-stage")?.querySelector(":is(stage-toolbar, stage-caption) .primary");
    return /** @type {HTMLElement | null} */ (this.querySelector("button") ?? main() ?? null);
  }

  /**
   * Asks the stage to do something; see `actions` in live-stage.js.
   * @param {string} name
   * @param {unknown} [value]
   */
  act(name, value) {
    /** @type {Act} */
    const detail = { name, value };
    this.dispatchEvent(new CustomEvent("stage-act", { bubbles: true, detail }));
  }
}

/** Turns of the one arrow drawing, in degrees. */
const TURNS = { left: 0, up: 90, right: 180, down: 270 };

/**
 * The cap of a key. Arrows are drawn: the fonts have none.
 * @param {string} name
 */
export function keycap(name) {
  const turn = /** @type {Record<string, number>} */ (TURNS)[name];
  if (turn === undefined) return html`<kbd>${name}</kbd>`;
  return html`<kbd aria-label=${name}
    ><svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
      ${svg`<path transform="rotate(${turn} 6 6)" d="M11 6H1.5M5 2.5 1.5 6 5 9.5" fill="none" stroke="currentColor" stroke-width="1.5" />`}
    </svg></kbd
  >`;
}
