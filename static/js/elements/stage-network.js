/**
 * `<stage-network>`: the simulated network of the stage's room, folded away until a reader asks for it, and fetched then.
 *
 * What it shows is what is in force; each change is asked of the server, which tells it to everyone.
 */

import { html, nothing } from "../../vendor/lit.js";
import { ANSWERS, percent } from "../lib/condition-words.js";
import { inLane, tidy } from "../lib/conditions.js";
import { count, duration, ms } from "../lib/format.js";
import { keycap, StageElement } from "./stage-element.js";
import "./stage-slider.js";

/** @typedef {import("../lib/conditions.js").InForce} InForce */

/** A slider is dragged: only where it comes to rest counts, ms. */
const REST_MS = 200;

const DELAYS = [0, 10, 20, 40, 80, 120, 200, 300, 500, 800, 1_000, 2_000, 5_000];
const SHARES = [0, 0.05, 0.1, 0.2, 0.5, 1];

/**
 * Sliders: what they are of, their stops, and what a stop is in words; the first stop is "none".
 * @type {Record<string, { label: string, stops: number[], says: (value: number) => string }>}
 */
const SLIDERS = {
  delay_up_ms: { label: "Delay up", stops: DELAYS, says: added },
  delay_down_ms: { label: "Delay down", stops: DELAYS, says: added },
  jitter_ms: { label: "Jitter, up to", stops: DELAYS, says: added },
  bytes_per_s: {
    label: "Bandwidth",
    stops: [0, 1_000_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500],
    says: (value) => (value ? `${count(value)}\u202fB/s` : "as it is"),
  },
  idle_s: {
    label: "Closes if silent for",
    stops: [0, 60, 30, 20, 10, 5, 2, 1],
    says: (value) => (value ? duration(value * 1_000) : "never"),
  },
  duplicate: { label: "Sent twice", stops: SHARES, says: percent },
  reorder: { label: "Swapped", stops: SHARES, says: percent },
};

/** @type {[string, number | string][]} */
const BUFFERS = [
  ["nothing", 0],
  ["1,024\u202fB", 1_024],
  ["4,096\u202fB", 4_096],
  ["to the end", "end"],
];

const ORDER = ["503", "204", "redirect", "wrong-type"];
const TIMES = [1, 3, 10];

const SLOW = { delay_up_ms: 200, delay_down_ms: 200, jitter_ms: 300, bytes_per_s: 20_000 };

/** A ride: a good line, a slow one, none, and a good one again. */
const TRAIN = [{ at_s: 1, ...SLOW }, { at_s: 6, black_hole: true }, { at_s: 11, ...SLOW }, { at_s: 14 }];

/** @type {[string, import("../lib/conditions.js").Conditions][]} */
const SCRIPTS = [
  ["Cut at 2 s, restore at 5 s", { steps: [{ at_s: 2, cut: true }, { at_s: 5 }] }],
  ["Black hole from 2 s to 8 s", { steps: [{ at_s: 2, black_hole: true }, { at_s: 8 }] }],
  [
    "Cut, back, and 503 to three",
    {
      steps: [
        { at_s: 2, cut: true },
        { at_s: 4, status: { answer: "503", requests: 3 } },
      ],
    },
  ],
  ["A train: good, slow, tunnel", { steps: TRAIN }],
];

export class StageNetwork extends StageElement {
  static properties = { lane: { state: true }, times: { state: true }, pending: { state: true } };

  constructor() {
    super();
    /** @type {string | null} the lane that is changed; null = all */
    this.lane = null;
    this.times = 3;
    /** @type {InForce} what a slider says and was not asked for yet */
    this.pending = {};
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
  }

  render() {
    const { scene } = this;
    if (scene.recording) return html`<p>A recorded trace: its network was what it was.</p>`;
    if (scene.session.place && !scene.session.place.key)
      return html`<p>This room is somebody else's. Only its maker can change its network.</p>`;
    const now = scene.inForce;
    const said = { ...(this.lane === null ? now : inLane(now, this.lane)), ...this.pending };
    return html`
      ${this.#lanes()}
      <fieldset>
        <legend>${this.lane === null ? html`The lines ${keycap("X")}` : "The line"}</legend>
        ${this.#choice("The line", this.#lines(said))}
      </fieldset>
      ${this.#slider("delay_up_ms", said)} ${this.#slider("delay_down_ms", said)} ${this.#slider("jitter_ms", said)}
      ${this.#slider("bytes_per_s", said)}
      <fieldset>
        <legend>A proxy holds back</legend>
        ${this.#choice(
          "A proxy holds back",
          BUFFERS.map(([word, buffer]) =>
            this.#option(word, (said.buffer ?? 0) === buffer, { buffer: /** @type {"end"} */ (buffer) }),
          ),
        )}
      </fieldset>
      ${this.#slider("idle_s", said)} ${this.#status(said)}
      <fieldset class="above">
        <legend>Above the transport</legend>
        ${this.#slider("duplicate", said)} ${this.#slider("reorder", said)}
      </fieldset>
      <fieldset class="scripts">
        <legend>Scripts, for every line</legend>
        ${SCRIPTS.map(([title, script]) => html`<button class="button" type="button" @click=${() => this.#play(script)}>${title}</button>`)}
        <button class="button" type="button" @click=${() => this.act("conditions", null)}>As it is</button>
      </fieldset>
      <p class="network-note">
        All of this happens to the real connections, on the server. <b>Not simulated:</b> the TCP handshake, TLS, and loss and
        retransmission inside TCP. TCP never repeats or swaps anything: “above the transport” is a careless relay behind it.
        Publishing and this page’s control line pass by. A proxy that holds back to the end passes all on at 64\u202fKiB. nginx
        does so whenever one of its buffers is full, as a rule at 4,096\u202fB.
      </p>
    `;
  }

  /** For whom the controls are. */
  #lanes() {
    const { looks } = this.scene;
    if (looks.length < 2) return nothing;
    const names = [{ name: /** @type {string | null} */ (null), title: "every line" }, ...looks];
    const option = (/** @type {{ name: string | null, title: string }} */ { name, title }) =>
      html`<button type="button" aria-pressed=${name === this.lane} @click=${() => (this.lane = name)}>${title}</button>`;
    return html`<fieldset>
      <legend>Change</legend>
      ${this.#choice("Change", names.map(option))}
    </fieldset>`;
  }

  /** @param {InForce} said */
  #lines({ cut = false, black_hole = false }) {
    return [
      this.#option("open", !cut && !black_hole, { cut: false, black_hole: false }),
      this.#option("cut", cut, { cut: true, black_hole: false }),
      this.#option("black hole", black_hole, { cut: false, black_hole: true }),
    ];
  }

  /** @param {InForce} said */
  #status({ status }) {
    const option = (/** @type {string | null} */ answer, /** @type {string} */ word) =>
      this.#option(word, (status?.answer ?? null) === answer, {
        status: answer === null ? null : { answer, requests: this.times },
      });
    const times = (/** @type {number} */ n) => html`<button
      type="button"
      aria-pressed=${n === this.times}
      @click=${() => this.#count(n, status?.answer)}
    >${n}</button>`;
    return html`<fieldset class="answers">
      <legend>The next requests get</legend>
      ${this.#choice("The next requests get", [
        option(null, "their answer"),
        ...ORDER.map((answer) => option(answer, ANSWERS[answer] ?? answer)),
      ])}
      ${this.#choice("So many requests", TIMES.map(times))}
    </fieldset>`;
  }

  /**
   * @param {number} times
   * @param {string | undefined} answer
   */
  #count(times, answer) {
    this.times = times;
    if (answer) this.#say({ status: { answer, requests: times } });
  }

  /**
   * @param {string} label
   * @param {unknown[]} options
   */
  #choice(label, options) {
    return html`<div class="segmented" role="group" aria-label=${label}>${options}</div>`;
  }

  /**
   * @param {string} word
   * @param {boolean} chosen
   * @param {InForce} change
   */
  #option(word, chosen, change) {
    return html`<button type="button" aria-pressed=${chosen} @click=${() => this.#say(change)}>${word}</button>`;
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} said
   */
  #slider(name, said) {
    const { label, stops, says } = /** @type {typeof SLIDERS[string]} */ (SLIDERS[name]);
    const value = said[name] ?? 0;
    return html`<stage-slider
      label=${label}
      .says=${says(value)}
      .most=${stops.length - 1}
      .value=${nearest(stops, value)}
      @slide=${(/** @type {CustomEvent<number>} */ { detail }) => this.#slide({ [name]: stops[detail] })}
    ></stage-slider>`;
  }

  /** @param {InForce} change */
  #slide(change) {
    this.pending = { ...this.pending, ...change };
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.#say(this.pending), REST_MS);
  }

  /** @param {InForce} change */
  #say(change) {
    this.pending = {};
    const now = this.scene.inForce;
    if (this.lane === null) return this.act("conditions", tidy({ ...now, ...change }));
    const lanes = { ...now.lanes, [this.lane]: { ...now.lanes?.[this.lane], ...change } };
    this.act("conditions", tidy({ ...now, lanes }));
  }

  /** @param {import("../lib/conditions.js").Conditions} script */
  #play(script) {
    this.act("conditions", script);
  }
}

/** @param {number} value ms */
function added(value) {
  return value ? ms(value) : "none";
}

/**
 * @param {number[]} stops
 * @param {number} value
 */
function nearest(stops, value) {
  const distances = stops.map((stop) => Math.abs(stop - value));
  return distances.indexOf(Math.min(...distances));
}

customElements.define("stage-network", StageNetwork);
