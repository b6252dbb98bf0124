/**
 * `<polling-model>`: from a hundred browsers to a million, in a model with every number in view. The bytes of a poll are
 * those this page measured: of the empty polls on the stage, or of `<polling-bytes>`.
 *
 * Says "modified" with the name "budget" when 100,000 users make close to 1,000 requests a second.
 */

import { draw, make } from "../../../js/dom/make.js";
import { onResize } from "../../../js/dom/on-resize.js";
import { bytes, count } from "../../../js/lib/format.js";
import { COOKIES_B, INTERVALS_S, model, saysRate, saysSeconds, saysVolume, short, USERS, usersAt } from "./model.js";

const BUDGET = { users: 100_000, least: 900, most: 1_000 };
/** Of the chart, log scales: mean wait in s, requests a second. */
const X = { from: 0.5, to: 150, ticks: [0.5, 1, 5, 10, 50, 100] };
const Y = { from: 0.3, to: 1_000_000, ticks: [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] };
const PLACE = { height: 300, left: 76, right: 84, top: 26, bottom: 44 };

class PollingModel extends HTMLElement {
  #leaving = new AbortController();
  /** @type {{ up: number, down: number } | null} */
  #poll = null;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.replaceChildren(
      this.#controls(),
      make("div", { class: "model-chart", role: "img" }),
      make("dl", { class: "readout" }),
      make("p", { class: "model-of" }),
    );
    this.addEventListener("input", () => this.#show(), { signal });
    document.addEventListener("stage-change", (event) => this.#watch(/** @type {CustomEvent} */ (event).detail.stage), {
      signal,
    });
    document.addEventListener("poll-measured", (event) => this.#take(/** @type {CustomEvent} */ (event).detail), {
      signal,
    });
    onResize(this, () => this.#show(), signal);
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #controls() {
    return make(
      "div",
      { class: "model-controls" },
      slider("users", "Users", 0, USERS.steps, 50),
      slider("interval", "Poll every", 0, INTERVALS_S.length - 1, INTERVALS_S.indexOf(60)),
      slider("cookies", "Cookies in each question", 0, COOKIES_B.most / COOKIES_B.step, 0),
    );
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`input[name="${name}"]`));
  }

  get #given() {
    return {
      users: usersAt(Number(this.#input("users").value)),
      interval_s: INTERVALS_S[Number(this.#input("interval").value)] ?? 60,
      cookies: Number(this.#input("cookies").value) * COOKIES_B.step,
      poll: this.#poll,
    };
  }

  /** The bytes of the latest poll on the stage that brought nothing. @param {import("../../../js/elements/live-stage.js").LiveStage} stage */
  #watch(stage) {
    const lane = stage.scene.trace.lanes.get("polling");
    const empty = lane?.requests.findLast((one) => one.closed_at !== null && one.events === 0 && one.status === 200);
    if (empty && empty.up > 0 && empty.down > 0) this.#take(empty);
  }

  /** @param {{ up: number, down: number }} poll bytes */
  #take({ up, down }) {
    if (this.#poll?.up === up && this.#poll.down === down) return;
    this.#poll = { up, down };
    this.#show();
  }

  #show() {
    const given = this.#given;
    const result = model(given);
    say(this.#input("users"), count(given.users));
    say(this.#input("interval"), saysSeconds(given.interval_s));
    say(this.#input("cookies"), bytes(given.cookies));
    const [, chart, figures, of] = /** @type {HTMLElement[]} */ ([...this.children]);
    if (!chart || !figures || !of) return;
    chart.ariaLabel = `${count(given.users)} users, polling every ${saysSeconds(given.interval_s)}: ${short(result.per_s)} requests a second, with a mean wait of ${saysSeconds(result.mean_wait_s)}.`;
    if (chart.clientWidth > 0) chart.replaceChildren(picture(given.users, result, chart.clientWidth));
    figures.replaceChildren(...readout(result));
    of.textContent = this.#of(given);
    const { users, least, most } = BUDGET;
    if (given.users === users && result.per_s >= least && result.per_s <= most) this.#modified();
  }

  #modified() {
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "budget" } }));
  }

  /** What the model is made of. @param {{ poll: { up: number, down: number } | null, cookies: number }} given */
  #of({ poll, cookies }) {
    const made =
      "Model: requests a second = users ÷ interval; traffic = requests × bytes of a poll that brings nothing.";
    const rest = "Not in it: TCP, IP and TLS, and the server’s work on each request.";
    if (!poll) return `${made} Its bytes are not measured yet: run the stage, or ask all three ways above. ${rest}`;
    const more = cookies > 0 ? ` and ${bytes(cookies)} of cookies` : ", no cookies";
    return `${made} Measured on this page: ${bytes(poll.up)} up${more}, ${bytes(poll.down)} down. ${rest}`;
  }
}

/**
 * @param {string} name
 * @param {string} title
 * @param {number} least
 * @param {number} most
 * @param {number} value
 */
function slider(name, title, least, most, value) {
  const input = make("input", { type: "range", name, min: least, max: most, value, "aria-label": title });
  return make("label", { class: "slider" }, make("span", {}, title), make("b"), input);
}

/**
 * A slider carries its value in its label, and its way travelled as a property.
 * @param {HTMLInputElement} input
 * @param {string} words
 */
function say(input, words) {
  input.setAttribute("aria-valuetext", words);
  const value = input.parentElement?.querySelector("b");
  if (value) value.textContent = words;
  const share = (Number(input.value) - Number(input.min)) / (Number(input.max) - Number(input.min));
  input.parentElement?.style.setProperty("--fill", `${(100 * share).toFixed(1)}%`);
}

/** @param {ReturnType<typeof model>} result */
function readout({ per_s, mean_wait_s, worst_wait_s, up_bit_s, down_bit_s, a_day_bytes }) {
  const figures = [
    ["requests a second", short(per_s)],
    ["mean wait", saysSeconds(mean_wait_s)],
    ["longest wait", saysSeconds(worst_wait_s)],
    ["into the server", up_bit_s === null ? "–" : saysRate(up_bit_s)],
    ["out of it", down_bit_s === null ? "–" : saysRate(down_bit_s)],
    ["both, in a day", a_day_bytes === null ? "–" : saysVolume(a_day_bytes)],
  ];
  return figures.map(([title, value]) => make("div", {}, make("dt", {}, title), make("dd", {}, value ?? "")));
}

/**
 * A line for each power of ten of users, the one chosen in the transport's hue, and where one is on it.
 * @param {number} users
 * @param {ReturnType<typeof model>} result
 * @param {number} width px
 */
function picture(users, { per_s, mean_wait_s }, width) {
  const x = along(X, PLACE.left, width - PLACE.right);
  const y = along(Y, PLACE.height - PLACE.bottom, PLACE.top);
  const line = (/** @type {number} */ many) =>
    `M${x(X.from)} ${y(many / (2 * X.from))}L${x(X.to)} ${y(many / (2 * X.to))}`;
  const others = [100, 1_000, 10_000, 100_000, 1_000_000].map((many) => [
    draw("path", { class: "model-other", d: line(many) }),
    draw("text", { x: x(X.to) + 8, y: y(many / (2 * X.to)) + 4 }, count(many)),
  ]);
  return draw(
    "svg",
    { class: "drawing poll", width, height: PLACE.height, "aria-hidden": "true" },
    axes(x, y, width),
    ...others.flat(),
    draw("path", { class: "model-line", d: line(users) }),
    draw("circle", { class: "model-here", cx: x(mean_wait_s), cy: y(per_s), r: 6 }),
  );
}

/**
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 * @param {number} width px
 */
function axes(x, y, width) {
  const bottom = PLACE.height - PLACE.bottom;
  const across = Y.ticks.flatMap((value) => [
    draw("path", { class: "model-grid", d: `M${PLACE.left} ${y(value)}H${width - PLACE.right}` }),
    draw("text", { x: PLACE.left - 10, y: y(value) + 4, "text-anchor": "end" }, count(value)),
  ]);
  const along = X.ticks.flatMap((value) => [
    draw("path", { class: "model-tick", d: `M${x(value)} ${bottom}v6` }),
    draw("text", { x: x(value), y: bottom + 20, "text-anchor": "middle" }, String(value)),
  ]);
  return draw(
    "g",
    {},
    ...across,
    ...along,
    draw("path", { class: "model-tick", d: `M${PLACE.left} ${bottom}H${width - PLACE.right}` }),
    draw("text", { x: 0, y: 12 }, "requests a second"),
    draw("text", { x: width - PLACE.right, y: bottom + 38, "text-anchor": "end" }, "mean wait, s"),
    draw("text", { x: width - PLACE.right + 8, y: 12 }, "users"),
  );
}

/**
 * A logarithmic scale.
 * @param {{ from: number, to: number }} scale
 * @param {number} start px
 * @param {number} end px
 */
function along({ from, to }, start, end) {
  return (/** @type {number} */ value) => start + (Math.log(value / from) / Math.log(to / from)) * (end - start);
}

customElements.define("polling-model", PollingModel);
