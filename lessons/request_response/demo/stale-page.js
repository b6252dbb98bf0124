/**
 * `<stale-page>`: a server that sells tickets, and a page that shows how many seats are left, as it was told last.
 *
 * `gate` names the prediction it waits for. Says "measured" for it when a refresh has brought news, and "modified" with the
 * name "let-it-grow" when the page was wrong for half a minute, or the seconds of `long`; "in-vain" when two refreshes in a
 * row brought nothing.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { onFrame } from "../../../js/dom/frames.js";
import { button, draw, make } from "../../../js/dom/make.js";
import { bytes, count, counted, duration, ms, timeOfDay } from "../../../js/lib/format.js";
import { Theatre } from "./theatre.js";
import { drawTimeline } from "./timeline.js";

const SEATS = 200;
const RATE = 0.3;
const LONG_S = 30;
const ROWS = 5;

class StalePage extends HTMLElement {
  #run = new DemoRun(this, { start: (signal) => this.#open(signal), show: () => this.#show() });
  /** @type {Theatre | null} */
  #theatre = null;
  #drawn_at = 0;
  /** @type {Set<string>} what has been said already */
  #said = new Set();
  #server = side("At the server", "What is true. Shown to you by another way.");
  #page = side("On the page", "What it was told when it asked last.");
  #sell = button("Sell a ticket", () => this.#theatre?.sell());
  #auto = make("input", { type: "checkbox" });
  #refresh = button("Refresh", () => this.#theatre?.refresh(), "button primary");
  #picture = /** @type {SVGElement} */ (
    draw("svg", { class: "timeline", role: "img", "aria-label": "Tickets sold, and when the page asked" })
  );
  #table = make("table", { class: "exchanges" });

  connectedCallback() {
    this.#run.enter();
    if (this.#table.isConnected) return;
    this.#auto.addEventListener("change", () => this.#theatre?.sellByItself(this.#auto.checked ? RATE : 0));
    const auto = make("label", { class: "by-itself" }, this.#auto, "Tickets sell by themselves, one every 3 s or so");
    this.#server.element.append(make("div", { class: "side-actions" }, this.#sell, auto));
    this.#page.element.append(make("div", { class: "side-actions" }, this.#refresh));
    const sides = make("div", { class: "demo-sides" }, this.#server.element, this.#page.element);
    this.replaceChildren(
      this.#run.bar,
      sides,
      this.#picture,
      make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Exchanges" }, this.#table),
    );
    drawTimeline(this.#picture, { sales: [], exchanges: [] }, 0); // the rails, on which nothing has happened yet
    this.#show();
    this.#showExchanges();
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    this.#auto.checked = false;
    const theatre = await Theatre.open(signal);
    if (signal.aborted) return;
    theatre.addEventListener("change", () => this.#changed());
    theatre.addEventListener("lost", () => this.#run.end("The server cannot be reached. Run it again."));
    this.#theatre = theatre;
    const stop = onFrame((time) => this.#frame(time));
    signal.addEventListener("abort", stop);
    await theatre.refresh(); // The page is opened: its first question.
    this.#show();
  }

  #show() {
    if (!this.#run.on) this.#theatre = null;
    const usable = this.#theatre !== null;
    for (const control of [this.#sell, this.#auto, this.#refresh]) control.disabled = !usable;
  }

  #changed() {
    this.#showExchanges();
    const [before, last] = this.#theatre?.exchanges.slice(-2) ?? [];
    if (!last || !before) return;
    if (last.news > 0) this.#tell("measured", { prediction: this.getAttribute("gate"), n: 0 });
    if (this.#auto.checked) return;
    if (last.news === 0 && before.number > 1 && before.news === 0) this.#tell("modified", { name: "in-vain" });
  }

  /** @param {string} event @param {object} detail */
  #tell(event, detail) {
    const once = JSON.stringify([event, detail]);
    if (this.#said.has(once)) return;
    this.#said.add(once);
    this.dispatchEvent(new CustomEvent(event, { bubbles: true, detail }));
  }

  /** Ten times a second is enough to see a bar grow. @param {number} time */
  #frame(time) {
    const theatre = this.#theatre;
    if (!theatre || time - this.#drawn_at < 100) return;
    this.#drawn_at = time;
    const now = theatre.now();
    drawTimeline(this.#picture, theatre, now);
    this.#showSides(theatre, now);
  }

  /** @param {Theatre} theatre @param {number} now */
  #showSides(theatre, now) {
    const sold = theatre.sales.at(-1);
    this.#server.number.textContent = `${count(Math.max(SEATS - (sold?.id ?? 0), 0))} seats left`;
    this.#server.says.textContent = sold ? `Last sold ${duration(now - sold.sent_at)} ago.` : "None sold yet.";
    const last = theatre.exchanges.at(-1);
    this.#page.number.textContent = theatre.told === null ? "–" : `${count(theatre.told)} seats left`;
    if (!last) return;
    const since = theatre.stale_since;
    const wrong = since === null ? "Still true." : `Wrong for ${duration(now - since)}.`;
    this.#page.says.textContent = `Told ${duration(now - last.answered_at)} ago. ${wrong}`;
    this.#page.element.toggleAttribute("data-wrong", since !== null);
    const long_ms = Number(this.getAttribute("long") ?? LONG_S) * 1_000;
    if (this.#auto.checked && since !== null && now - since > long_ms) this.#tell("modified", { name: "let-it-grow" });
  }

  #showExchanges() {
    const rows = (this.#theatre?.exchanges ?? [])
      .slice(-ROWS)
      .map((one) =>
        make(
          "tr",
          {},
          make("th", { scope: "row" }, count(one.number)),
          make("td", {}, timeOfDay(one.asked_at)),
          make("td", {}, ms(one.answered_at - one.asked_at)),
          make("td", {}, one.up === null ? "–" : bytes(one.up)),
          make("td", {}, one.down === null ? "–" : bytes(one.down)),
          make(
            "td",
            {},
            one.number === 1
              ? "the first answer"
              : one.news > 0
                ? `${counted(one.news, "ticket")} sold`
                : "nothing new",
          ),
          make("td", {}, one.connection),
        ),
      );
    const heads = ["exchange", "asked", "took", "question", "answer", "news", "connection"];
    this.#table.replaceChildren(
      make("caption", { class: "visually-hidden" }, "The last exchanges, their bytes as counted at the server"),
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make(
        "tbody",
        {},
        ...(rows.length > 0 ? rows : [make("tr", {}, make("td", { colspan: heads.length }, "No exchange yet."))]),
      ),
    );
  }
}

/**
 * One of the two sides: a title, a number, and a word about its age.
 * @param {string} title
 * @param {string} is
 */
function side(title, is) {
  const number = make("p", { class: "side-number" }, "–");
  const says = make("p", { class: "side-says" }, "");
  const element = make(
    "section",
    { class: "demo-side side", "aria-label": title },
    make("h3", {}, title),
    make("p", { class: "side-is" }, is),
    number,
    says,
  );
  return { element, number, says };
}

customElements.define("stale-page", StalePage);
