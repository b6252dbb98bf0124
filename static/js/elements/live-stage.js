/**
 * `<live-stage>`: one event, several transports, one clock. The element that pages embed; the others are parts of it.
 *
 * Attributes, all optional: `lanes` (names, comma-separated), `rate`, `pattern`, `interval` (ms), `hold` (s), `window` (s),
 * `conditions` (JSON), `run` (connect at once), `room`, `controls` ("full", which needs whole-stage.js, "mini" or "none"; bytes can be opened on a full one),
 * and `address` (settings are read from the page's address and written back to it). Lanes and worker come from the page's `<script type="application/json" id="stage-config">`.
 */

import { html, LitElement, nothing, repeat } from "../../vendor/lit.js";
import { actions, fetchFiling } from "../dom/actions.js";
import { addressKeeper } from "../dom/address.js";
import { onFrame } from "../dom/frames.js";
import { mostInView } from "../dom/in-view.js";
import { onKeys } from "../dom/keyboard.js";
import { project } from "../dom/projector.js";
import { share } from "../dom/sharing.js";
import { wanted } from "../dom/wanted.js";
import { whenIdle } from "../dom/when-idle.js";
import { clockWords, eventTitle } from "../lib/figures.js";
import { keysOf } from "../lib/keys.js";
import { Narrator } from "../lib/narrator.js";
import { Pace } from "../lib/pace.js";
import { Scene } from "../lib/scene.js";
import { Session } from "../lib/session.js";
import { parse, read, serialise } from "../lib/settings.js";
import "./stage-aside.js";
import "./stage-caption.js";
import { StageKeys } from "./stage-keys.js";
import "./stage-lane.js";
import "./stage-notice.js";
import { StagePlot } from "./stage-plot.js";
import "./stage-table.js";

const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

/** Titles over the figures of a lane, and the classes of their columns. */
const HEADS = [
  ["p50", "p50 ms"],
  ["p95", "p95 ms"],
  ["requests", "requests"],
  ["empty", "empty"],
  ["bytes", "B/event"],
];

export class LiveStage extends LitElement {
  static properties = {
    tick: { state: true },
    table: { state: true },
    network: { state: true },
    problem: { state: true },
    aim: { state: true },
  };

  #leaving = new AbortController();
  #narrator = new Narrator();
  #onScreen = false;
  /** Whether it is to start as soon as somebody looks. */
  #due = false;
  #version = -1;
  /** What the drawer of bytes was last asked to show: the drawer itself may still be on its way. @type {import("../lib/wire/rows.js").Aim | null} */
  #aimed = null;
  #pace = new Pace();
  #keep = () => {};

  constructor() {
    super();
    this.tick = 0;
    this.table = false;
    this.network = false;
    this.problem = "";
    /** What the drawer of bytes is to show; null while it is closed. @type {import("../lib/wire/rows.js").Aim | null} */
    this.aim = null;
    this.scene = /** @type {Scene} */ (/** @type {unknown} */ (null));
    /** Settings the page gives; the address holds what differs. */
    this.base = parse({}, { lanes: [] });
    this.acts = /** @type {ReturnType<typeof actions>} */ ({});
  }

  createRenderRoot() {
    this.replaceChildren(); // The words that stood here until it came.
    return this;
  }

  connectedCallback() {
    this.#leaving = new AbortController();
    this.#keep = addressKeeper(() => this.address(), this.#leaving.signal);
    this.#open();
    super.connectedCallback();
    this.#listen(this.#leaving.signal);
    this.#due = this.scene.settings.run;
    this.#watched();
    this.#sayMisread();
    // By the time of an export the server may be gone.
    if (this.controls === "full") whenIdle(() => fetchFiling().catch(() => {}), this.#leaving.signal);
    if (this.scene.settings.speed !== 1) this.scene.play(this.scene.settings.speed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#leaving.abort();
    this.scene.session.stop();
  }

  /** Once the stage is connected. */
  get controls() {
    return this.scene.settings.controls;
  }

  /** Makes the scene out of attributes, the address and the page's configuration. */
  #open() {
    const config = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("stage-config")).textContent ?? "");
    /** @type {import("../lib/scene.js").Look[]} */
    const all = config.lanes;
    const names = all.map(({ name }) => name);
    const given = read(Object.fromEntries([...this.attributes].map(({ name, value }) => [name, value])), {
      lanes: names,
    });
    this.base = given.settings;
    const link = read(new URLSearchParams(this.hasAttribute("address") ? location.search : ""), this.base);
    const looks = all.filter(({ name }) => this.base.lanes.includes(name));
    const { settings } = link;
    const { controls } = settings;
    const record = controls === "full"; // there, bytes can be looked at
    const misread = [...given.misread, ...link.misread];
    const session = new Session({ lanes: looks, topic: "stage", settings, misread, workerUrl: config.worker, record });
    this.scene = new Scene({ looks, session, settings, controls });
    this.scene.gated = this.closest("stage-gate") !== null;
    this.acts = actions(this);
    project(settings.projector);
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const { session } = this.scene;
    this.addEventListener("stage-act", (event) => this.#act(/** @type {CustomEvent} */ (event).detail), { signal });
    document.addEventListener("visibilitychange", () => this.#watched(), { signal });
    document.addEventListener("theme-change", () => this.keepAddress(), { signal });
    session.addEventListener("change", () => this.#heard(), { signal });
    this.#share(signal);
    if (this.controls !== "none")
      onKeys(
        keysOf(this.controls),
        (action) => this.#act(action),
        () => !this.inert && mostInView(document.querySelectorAll("live-stage")) === this,
        signal,
      );
    const stop = onFrame((time) => this.#frame(time));
    const observer = new IntersectionObserver((entries) => (this.#onScreen = entries.at(-1)?.isIntersecting ?? false));
    observer.observe(this);
    signal.addEventListener("abort", () => {
      stop();
      observer.disconnect();
    });
  }

  /** Tells other tabs how many connections its lanes take. WebSockets are counted apart by browsers. @param {AbortSignal} signal */
  #share(signal) {
    const { session, looks } = this.scene;
    const holds = share(() => session.giveWay(), signal);
    const takes = (/** @type {import("../lib/scene.js").Look} */ { name, kind }) =>
      kind !== "duplex" && session.settings.lanes.includes(name);
    const look = () => holds(session.running && !session.paused ? looks.filter(takes).length : 0);
    session.addEventListener("change", look, { signal });
  }

  /** @param {{ name: string, value?: unknown }} action */
  #act({ name, value }) {
    this.acts[name]?.(value);
    this.#wake();
  }

  /** A hidden tab opens nothing, and gives its connections back; the trace says what was missed. */
  #watched() {
    const { session } = this.scene;
    if (document.hidden) return session.pause();
    session.resume();
    if (this.#due) session.start();
    this.#due = false;
  }

  #heard() {
    this.scene.heard();
    this.#sayMisread();
    this.#wake();
  }

  /** Says what of the link does not hold. Few links are like that: the words are fetched for them. */
  async #sayMisread() {
    const { scene } = this;
    const news = scene.session.misread.splice(0);
    if (news.length === 0) return;
    try {
      const { misreadNotices } = await wanted("What tells of the link", () => import("../lib/misread.js"));
      scene.misread.push(
        ...misreadNotices(
          news,
          scene.looks.map(({ name }) => name),
        ),
      );
    } catch (error) {
      this.fail(/** @type {Error} */ (error).message);
    }
    this.#wake();
  }

  /** Has words, figures and picture renewed with the next frame. */
  #wake() {
    this.#version = -1;
  }

  /** @param {number} time performance.now() of the frame */
  #frame(time) {
    if (!this.#onScreen) return;
    const { scene } = this;
    const changed = scene.trace.version !== this.#version;
    this.#version = scene.trace.version;
    const moving = scene.moving || scene.counting;
    const { picture, words } = this.#pace.due(time, { changed, moving, reduced: REDUCED.matches });
    if (picture) this.#part(StagePlot)?.paint();
    if (!words) return;
    this.#narrator.listen(scene, time);
    this.tick++;
  }

  render() {
    const { scene, tick, controls } = this;
    const full = controls === "full";
    return html`<div class="stage" data-controls=${controls} data-lanes=${scene.drawn.length} ?data-recorded=${scene.recording !== null} ?data-wire=${this.aim !== null}>
      ${full ? html`<stage-toolbar .scene=${scene} .tick=${tick} .network=${this.network}></stage-toolbar>` : nothing}
      ${full && this.network ? html`<stage-network .scene=${scene} .tick=${tick}></stage-network>` : nothing}
      <div class="stage-lanes">
        ${this.#ruler()}
        ${repeat(
          scene.shown,
          (look) => look.name,
          (look) => html`<stage-lane .scene=${scene} .look=${look} .tick=${tick}></stage-lane>`,
        )}
        <stage-plot .scene=${scene} .tick=${tick} .caption=${this.#narrator.sentence.text}></stage-plot>
        <stage-notice .scene=${scene} .tick=${tick}></stage-notice>
      </div>
      ${this.aim ? html`<wire-drawer .scene=${scene} .tick=${tick} .aim=${this.aim}></wire-drawer>` : nothing}
      <stage-aside .scene=${scene} .tick=${tick}></stage-aside>
      ${full ? html`<stage-scrub .scene=${scene} .tick=${tick}></stage-scrub>` : nothing}
      <stage-caption .scene=${scene} .tick=${tick} .sentence=${this.#narrator.sentence} .spoken=${this.#narrator.spoken}></stage-caption>
      ${full ? html`<stage-costs .scene=${scene} .tick=${tick}></stage-costs>` : nothing}
      <stage-table .scene=${scene} .tick=${tick} .shown=${this.table}></stage-table>
      ${full ? html`<stage-foot .scene=${scene} .tick=${tick} .table=${this.table} .problem=${this.problem}></stage-foot>` : nothing}
      <stage-keys .controls=${controls}></stage-keys>
    </div>`;
  }

  #ruler() {
    const { scene } = this;
    const clock = clockWords(scene);
    return html`<div class="stage-ruler">
      <span class="stage-clock">
        ${clock} ${clock ? html`<b>${scene.everywhere.join(", ")}</b>` : nothing}
      </span>
      <div class="stage-heads" aria-hidden="true">
        <span class="last">${eventTitle(scene)}</span>
        ${this.controls === "full" ? HEADS.map(([name, title]) => html`<span class=${name}>${title}</span>`) : nothing}
      </div>
    </div>`;
  }

  // The page as actions see it.

  /** The address of this page with all settings in it. */
  address() {
    const { settings } = this.scene;
    const theme = document.documentElement.dataset.theme;
    settings.speed = this.scene.playhead.speed;
    settings.theme = theme === "light" || theme === "dark" ? theme : "system";
    const query = serialise(settings, this.base);
    return location.origin + location.pathname + (query ? `?${query}` : "");
  }

  keepAddress() {
    if (this.hasAttribute("address")) this.#keep();
  }

  showKeys() {
    this.#part(StageKeys)?.show();
  }

  /**
   * @template {HTMLElement} T
   * @param {new () => T} type of the part
   * @returns {T | null}
   */
  #part(type) {
    const part = this.querySelector(/** @type {string} */ (customElements.getName(type)));
    return part instanceof type ? part : null;
  }

  /** @param {import("../lib/wire/rows.js").Aim | null} aim */
  showWire(aim) {
    const open = this.#aimed !== null;
    this.#aimed = aim;
    if (aim || this.aim) this.#showWire(aim);
    return open;
  }

  /**
   * The drawer and all it needs are fetched when it is opened first. Whoever leaves before it is there finds the stage as
   * it was.
   * @param {import("../lib/wire/rows.js").Aim | null} aim
   */
  async #showWire(aim) {
    try {
      const { fold, look } = await wanted("What shows bytes", () => import("./wire-drawer.js"));
      if (aim) await look();
      if (aim === this.#aimed) await fold(this, aim);
    } catch (error) {
      this.#aimed = null;
      this.fail(/** @type {Error} */ (error).message);
    }
  }

  /** The bytes before (-1) or after (+1). @param {number} by */
  stepWire(by) {
    /** @type {any} */ (this.querySelector("wire-drawer"))?.step(by);
  }

  toggleTable() {
    this.table = !this.table;
  }

  toggleNetwork() {
    this.network = !this.network;
    if (this.network)
      wanted("What simulates a network", () => import("./stage-network.js")).catch((error) => {
        this.network = false;
        this.fail(error.message);
      });
  }

  /** @param {string} problem */
  fail(problem) {
    this.problem = problem;
    this.#wake(); // what did not fail may have come while nothing moved, such as an empty trace
  }
}

customElements.define("live-stage", LiveStage);
