/**
 * `<wire-drawer>`: the bytes of one lane. On the left all that passed, on the right one request, answer, block or frame,
 * taken apart. Fetched with all it needs when a reader opens it first.
 */

import { html, nothing, repeat } from "../../vendor/lit.js";
import { arrow } from "../dom/arrow.js";
import { styles } from "../dom/styles.js";
import { bytes, count } from "../lib/format.js";
import { aimedAt, listTitle, lookUp, rowsOf, whyMissing } from "../lib/wire/rows.js";
import { Tapes } from "../lib/wire/tapes.js";
import { StageElement } from "./stage-element.js";
import { drawFlare } from "./wire-flare.js";
import { WireItem } from "./wire-item.js";

/**
 * @typedef {import("../lib/wire/rows.js").Aim} Aim
 * @typedef {import("../lib/wire/rows.js").Row} Row
 * @typedef {import("../lib/wire/dissect.js").Item} Item
 * @typedef {import("../lib/session.js").Session} Session
 */

/** Kept while the drawer is closed, so that it shows at once what it showed before. @type {WeakMap<Session, Tapes>} */
const TAPES = new WeakMap();

/** Its sheets, before it is shown: without them it is wider than a phone. Where they cannot be had, it can be read. */
export const look = () => Promise.all(["frames", "wire", "wire-spans"].map(styles));

/** @param {Session} session */
function tapesOf(session) {
  const known = TAPES.get(session);
  if (known) return known;
  const tapes = new Tapes({ ask: (question) => session.askBytes(question) });
  session.addEventListener("bytes", (event) => tapes.heard(/** @type {CustomEvent} */ (event).detail));
  TAPES.set(session, tapes);
  return tapes;
}

export class WireDrawer extends StageElement {
  static properties = { aim: { attribute: false }, chosen: { state: true } };

  /** @type {Row[]} */
  #rows = [];
  /** The row on show; it stays when the list has moved on. @type {Row | null} */
  #row = null;
  /** What is still looked for. @type {Aim | null} */
  #wanted = null;
  /** The connection whose bytes are listed; null for the latest. @type {number | null} */
  #request = null;
  /** Bytes came: they are shown at once, and not with the next event. */
  #renew = () => this.requestUpdate();

  constructor() {
    super();
    this.aim = /** @type {Aim} */ (/** @type {unknown} */ (null));
    /** Key of the row on show. */
    this.chosen = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("keydown", this.#onKey);
    this.scene.session.addEventListener("bytes", this.#renew);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener("keydown", this.#onKey);
    this.scene.session.removeEventListener("bytes", this.#renew);
  }

  firstUpdated() {
    this.updateComplete.then(() => this.querySelector("h2")?.focus({ preventScroll: true }));
  }

  /** The bytes that it looked for are there when their element has drawn them. */
  async getUpdateComplete() {
    const done = await super.getUpdateComplete();
    await /** @type {WireItem | null} */ (this.querySelector("wire-item"))?.updateComplete;
    return done;
  }

  /** @returns {HTMLElement | null} */
  heir() {
    return this.querySelector("h2");
  }

  get #look() {
    const look = this.scene.looks.find(({ name }) => name === this.aim.lane);
    return /** @type {import("../lib/scene.js").Look} */ (look);
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    const { aim, scene } = this;
    const lane = scene.trace.lane(aim.lane);
    if (changed.has("aim")) {
      this.#wanted = aim;
      this.#request = aim.request ?? (aim.event ? (lane.delivery(aim.event)?.request ?? null) : null);
      this.#row = null;
      this.chosen = "";
    }
    this.#rows = rowsOf(this.#look.kind, lane, tapesOf(scene.session), this.#request);
    const row = this.#wanted ? aimedAt(this.#rows, this.#wanted, lane) : undefined;
    if (row) {
      this.chosen = row.key;
      if (row.item === null || lookUp(row, this.#look.kind, tapesOf(scene.session)).settled) this.#wanted = null;
    }
    this.#row = this.#rows.find(({ key }) => key === this.chosen) ?? this.#row;
  }

  render() {
    const { kind, title } = this.#look;
    const found = this.#row ? lookUp(this.#row, kind, tapesOf(this.scene.session)) : null;
    return html`<section class="wire-view ${this.#look.hue}" aria-label="Wire: ${title}">
      ${this.#list(kind)}
      ${
        found?.item
          ? html`<wire-item .item=${found.item} .heads=${this.#heads()} .others=${this.#others()}></wire-item>`
          : this.#missing(found?.answered ?? this.#settled())
      }
      <svg class="wire-flare" aria-hidden="true"></svg>
    </section>`;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    const svg = /** @type {SVGSVGElement} */ (this.querySelector(".wire-flare"));
    drawFlare(svg, this.closest("live-stage"), this.scene, this.#row);
    if (changed.has("chosen")) this.#scrollList();
  }

  #scrollList() {
    const list = this.querySelector(".frame-list");
    const row = this.querySelector("[aria-current]");
    if (!list || !row) return;
    const [outer, inner] = [list.getBoundingClientRect(), row.getBoundingClientRect()];
    list.scrollTop += Math.min(inner.top - outer.top, 0) + Math.max(inner.bottom - outer.bottom, 0);
  }

  /** @param {import("../lib/wire/dissect.js").Kind} kind */
  #list(kind) {
    const choose = (/** @type {string} */ key) => this.#choose(key);
    return html`<div class="wire-list">
      <h3>${listTitle(kind)}</h3>
      <ol class="frame-list">
        ${repeat(
          this.#rows,
          (row) => row.key,
          (row) => html`<li>
            <button class="frame-row" type="button" aria-current=${row.key === this.chosen ? "true" : nothing} @click=${() => choose(row.key)}>
              <span class="wire-at">${secondsOf(row.at)}</span>
              ${row.item?.kind === "hole" ? html`<span></span>` : arrow(row.up)}
              <span>${row.title}</span> <span class="wire-size">${bytes(row.size)}</span>
            </button>
          </li>`,
        )}
      </ol>
      <p class="wire-note">${this.#clock()}</p>
      <p class="wire-note">${this.#totals()}</p>
    </div>`;
  }

  #clock() {
    const first = this.#rows[0];
    if (!first) return nothing;
    const time = new Date(first.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    return `${time} and seconds, server clock`;
  }

  /** The running total, as the server counts at its socket. */
  #totals() {
    const lane = this.scene.trace.lane(this.aim.lane);
    const { kind } = this.#look;
    if (kind === "exchange" || kind === "held") {
      return `So far on this lane: ${bytes(lane.totals.bytes_up)} up, ${bytes(lane.totals.bytes_down)} down.`;
    }
    const exchange = this.#rows[0]?.exchange ?? lane.requests.at(-1);
    return exchange ? `So far on this connection: ${bytes(exchange.up)} up, ${bytes(exchange.down)} down.` : nothing;
  }

  /** Whether the server has said all it has of what is looked for. */
  #settled() {
    const exchange = this.scene.trace
      .lane(this.aim.lane)
      .requests.findLast(({ request, number }) => number && (this.#request === null || request === this.#request));
    return exchange ? tapesOf(this.scene.session).of(exchange).answered : true;
  }

  /** @param {boolean} answered */
  #missing(answered) {
    const { scene, aim } = this;
    const event = aim.event ? scene.trace.event(aim.event)?.published : undefined;
    const at = this.#row?.at ?? event?.sent_at;
    const why = whyMissing(at === undefined ? null : { at }, scene.session.recording, answered);
    const stream = this.#look.kind === "stream" || this.#look.kind === "duplex";
    const again = answered && stream && scene.session.running && scene.session.recording.since !== null;
    return html`<div class="wire-item wire-missing">
      <div class="wire-head">
        <div>
          <h2 tabindex="-1">${this.#row?.title === "not recorded" ? `${count(this.#row.size)} bytes are missing here` : "No bytes to show"}</h2>
          <p role="status">${why}</p>
        </div>
        <div class="wire-tools">
          ${again ? html`<button class="button" type="button" @click=${() => this.#reopen()}>Open the line again</button>` : nothing}
          <button class="button" type="button" @click=${() => this.act("closeWire")}>Close <kbd>Esc</kbd></button>
        </div>
      </div>
    </div>`;
  }

  /** A new connection is recorded from its first byte. */
  #reopen() {
    this.#request = null;
    this.#wanted = { lane: this.aim.lane };
    this.#row = null;
    this.act("reopen", this.aim.lane);
  }

  /** Sizes of the heads that this connection began with, where they are known. */
  #heads() {
    const [request, answer] = ["request", "answer"].map((kind) => this.#rows.find(({ item }) => item?.kind === kind));
    return request && answer ? { up: request.size, down: answer.size } : null;
  }

  /** How large a poll's question is here, where one was counted: to compare with. */
  #others() {
    const polling = this.scene.looks.find(({ kind }) => kind === "exchange");
    const requests = polling && this.scene.trace.lanes.get(polling.name)?.requests;
    return requests?.findLast(({ matched }) => matched)?.up ?? null;
  }

  /** @param {string} key */
  #choose(key) {
    this.#wanted = null;
    this.chosen = key;
    this.#bringIntoView(this.#rows.find((row) => row.key === key));
  }

  /** Has the picture show the mark, too. @param {Row | undefined} row */
  #bringIntoView(row) {
    const { edge, playhead } = this.scene;
    if (!row || (row.span[1] < edge && row.span[0] > edge - playhead.span_ms)) return;
    this.act("seek", row.span[1] + 0.3 * playhead.span_ms);
  }

  /** The one before or after. @param {number} by */
  step(by) {
    const here = this.#rows.findIndex(({ key }) => key === this.chosen);
    const next = this.#rows[here < 0 ? this.#rows.length - 1 : here + by];
    if (next) this.#choose(next.key);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const steps = /** @type {Record<string, number>} */ ({
      j: -1,
      k: 1,
      ArrowUp: -1,
      ArrowDown: 1,
      Home: -1e9,
      End: 1e9,
    });
    const by = steps[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const inList = /** @type {Element} */ (event.target).closest(".wire-list") !== null;
    const item = this.querySelector("wire-item");
    if (event.key.length > 1 && !inList && item instanceof WireItem) item.step(by);
    else {
      this.step(by);
      if (inList)
        this.updateComplete.then(() => /** @type {HTMLElement} */ (this.querySelector("[aria-current]"))?.focus());
    }
  }
}

customElements.define("wire-drawer", WireDrawer);

/** Seconds within the minute: "27.550". @param {number} at */
function secondsOf(at) {
  return ((at / 1_000) % 60).toFixed(3).padStart(6, "0");
}

/** Where a stage was before its drawer opened. @type {WeakMap<object, { only: string | null, selected: number | null, went_on: boolean, focus: Element | null }>} */
const BEFORE = new WeakMap();

/**
 * Folds a stage to the lane whose bytes are looked at, or unfolds it as it was.
 * @param {import("./live-stage.js").LiveStage} stage
 * @param {Aim | null} aim
 */
export async function fold(stage, aim) {
  const { scene } = stage;
  if (aim && !BEFORE.has(stage)) {
    const { only, selected } = scene;
    BEFORE.set(stage, { only, selected, went_on: !scene.playhead.paused, focus: document.activeElement });
    if (!scene.playhead.paused) scene.togglePause();
  }
  const before = BEFORE.get(stage);
  stage.aim = aim && { ...aim };
  scene.wire = aim?.lane ?? null;
  scene.only = aim?.lane ?? before?.only ?? null;
  scene.selected = null;
  scene.lane = null;
  if (aim || !before) return;
  BEFORE.delete(stage);
  const lane = stage.querySelector("stage-lane[data-wire]");
  if (before.went_on && scene.playhead.paused) scene.togglePause();
  scene.selected = before.selected;
  stage.tick++;
  await stage.updateComplete;
  const button = /** @type {HTMLElement | null} */ (lane?.querySelector("button.to-wire"));
  if (before.focus === document.body) /** @type {HTMLElement} */ (document.activeElement)?.blur();
  else button?.focus();
}
