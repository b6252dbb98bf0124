/**
 * `<message-journey>`: two phones on connections of their own; each message from A to B is timed hop by hop.
 *
 * `gate` names the prediction it waits for, and "measured" tells it the median from tap to screen once enough were sent.
 */

import { DemoRun } from "../../../js/dom/demo-run.js";
import { button, make } from "../../../js/dom/make.js";
import { ms } from "../../../js/lib/format.js";
import { ChatPhone } from "./chat-phone.js";
import { hopsOf, longest, median } from "./hops.js";
import { afterPaint, Line } from "./line.js";

/** What phone A says if its owner has nothing to say. */
const WORDS = ["On my way", "Are you there yet?", "Platform 4", "Save me a seat", "See you soon"];

/** "Send ten" leaves this much time between two. */
const BETWEEN_MS = 400;

class MessageJourney extends HTMLElement {
  #run = new DemoRun(this, { start: (signal) => this.#open(signal), show: () => this.#show() });
  /** @type {Line | null} */
  #line = null;
  #number = 0;
  /** @type {Map<number, Partial<import("./hops.js").Journey>>} messages under way, by their number */
  #under_way = new Map();
  /** @type {number[]} of sent ones, in order, that the server has not told to have read */
  #unread = [];
  /** @type {number[]} ms from tap to screen of all messages from A to B */
  #totals = [];
  /** @type {Record<string, ChatPhone>} */
  #phones = { A: phone("A"), B: phone("B") };
  #ten = button("Send ten", () => this.#sendTen());
  #bar = make("div", { class: "hop-bar", "aria-hidden": "true" });
  #table = make("table", { class: "hop-table" });
  #says = make("p", { class: "hop-says", role: "status" });

  connectedCallback() {
    this.#run.enter();
    if (this.#bar.isConnected) return;
    for (const [name, phone] of Object.entries(this.#phones))
      phone.addEventListener("say", (event) => this.#say(name, event));
    const phones = make("div", { class: "phones" }, ...Object.values(this.#phones));
    const journey = make("div", { class: "journey" }, this.#bar, this.#table, this.#says);
    this.replaceChildren(this.#run.bar, phones, journey);
    this.#show();
    this.#showHops([]);
  }

  disconnectedCallback() {
    this.#run.leave();
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    this.#under_way.clear();
    this.#unread = [];
    for (const phone of Object.values(this.#phones)) phone.clear();
    const line = await Line.open(signal);
    if (signal.aborted) return;
    line.addEventListener("sent", (event) => this.#sent(/** @type {CustomEvent} */ (event).detail));
    line.addEventListener("read", (event) => this.#read(/** @type {CustomEvent} */ (event).detail));
    line.addEventListener("heard", (event) => this.#heard(/** @type {CustomEvent} */ (event).detail));
    line.addEventListener("lost", () => this.#run.end("The line to the server broke. Run it again."));
    this.#line = line;
    this.#show();
  }

  #show() {
    if (!this.#run.on) this.#line = null;
    const usable = this.#line !== null;
    for (const phone of Object.values(this.#phones)) phone.usable = usable;
    this.#ten.disabled = !usable;
    if (this.#ten.parentElement === null || !this.#run.bar.contains(this.#ten)) this.#run.bar.append(this.#ten);
    if (usable) this.#phones.A.text = this.#next();
  }

  #next() {
    return WORDS[this.#totals.length % WORDS.length] ?? "";
  }

  /** Ten messages; their figures are spoken when the last one is there, not ten times. */
  async #sendTen() {
    this.#says.ariaLive = "off";
    for (let sent = 0; sent < 10 && this.#line; sent++) {
      if (sent === 9) this.#says.ariaLive = "polite";
      this.#post("A", WORDS[sent % WORDS.length] ?? "", performance.now());
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
  }

  /** @param {string} name @param {Event} event */
  #say(name, event) {
    const { text, tapped_at } = /** @type {CustomEvent} */ (event).detail;
    this.#post(/** @type {"A" | "B"} */ (name), text, tapped_at);
  }

  /** @param {"A" | "B"} from @param {string} text @param {number} tapped_at */
  #post(from, text, tapped_at) {
    const number = ++this.#number;
    this.#line?.say(from, { from, text, number }, tapped_at);
    this.#phones[from]?.own(number, text);
  }

  /** @param {import("./line.js").Sent} sent */
  #sent({ phone, data, tapped_at, sent_at }) {
    if (phone !== "A") return;
    this.#unread.push(data.number);
    if (data.number) this.#under_way.set(data.number, { tapped_at, sent_at });
  }

  /** Messages are read in the order in which they were sent. @param {{ at: number }} read */
  #read({ at }) {
    const number = this.#unread.shift();
    if (number) this.#note(number, { read_at: at });
  }

  /** @param {import("./line.js").Heard} heard */
  #heard({ phone, event: { data, sent_at }, at }) {
    if ("seen" in data) return this.#phones[phone]?.tick(data.seen, 2);
    if (data.from === phone) return this.#phones[phone]?.tick(data.number, 1);
    this.#phones[phone]?.came(data.text);
    this.#line?.say(phone, { seen: data.number }, performance.now());
    if (phone !== "B") return;
    afterPaint(() => {
      this.#note(data.number, { kept_at: sent_at, heard_at: at, shown_at: this.#line?.now() ?? at });
    });
  }

  /** @param {number} number of a message @param {Partial<import("./hops.js").Journey>} times that are known now */
  #note(number, times) {
    const journey = { ...this.#under_way.get(number), ...times };
    this.#under_way.set(number, journey);
    if (journey.read_at === undefined || journey.shown_at === undefined) return;
    this.#under_way.delete(number);
    this.#arrived(/** @type {import("./hops.js").Journey} */ (journey));
  }

  /** @param {import("./hops.js").Journey} journey */
  #arrived(journey) {
    const total = journey.shown_at - journey.tapped_at;
    this.#totals.push(total);
    const hops = hopsOf(journey, this.#line?.error_ms ?? 0);
    this.#showHops(hops);
    const most = longest(hops);
    this.#says.textContent = `${ms(total)} from the tap to the other screen; the longest hop was “${most.name.toLowerCase()}”. Median of ${this.#totals.length}: ${ms(median(this.#totals))}.`;
    this.#phones.A.text = this.#next();
    this.#tellPrediction();
  }

  #tellPrediction() {
    const prediction = this.getAttribute("gate");
    const n = this.#totals.length;
    if (!prediction || n < Number(this.getAttribute("enough") ?? 10)) return;
    const detail = { prediction, value: median(this.#totals), samples: this.#totals, n };
    this.dispatchEvent(new CustomEvent("measured", { bubbles: true, detail }));
  }

  /** The hops to scale, and in words. @param {import("./hops.js").Hop[]} hops none before the first message */
  #showHops(hops) {
    const total = hops.reduce((sum, hop) => sum + Math.max(hop.ms, 0), 0) || 1;
    this.#bar.replaceChildren(
      ...hops.map((hop, place) => {
        const part = make("span", { class: hop.kind }, String(place + 1));
        part.style.flexGrow = String(Math.max(hop.ms, 0) / total);
        return part;
      }),
    );
    const rows = (hops.length > 0 ? hops : hopsOf(NOTHING, 0)).map((hop, place) =>
      make(
        "tr",
        {},
        make("td", { class: "hop-sign" }, make("span", { class: hop.kind }, String(place + 1))),
        make("th", { scope: "row" }, hop.name, make("small", {}, hop.says)),
        make("td", { class: "hop-error" }, hops.length > 0 && hop.error_ms > 0 ? `±${ms(hop.error_ms)}` : ""),
        make("td", {}, hops.length > 0 ? ms(hop.ms, hop.error_ms) : "–"),
      ),
    );
    this.#table.replaceChildren(
      make("caption", { class: "visually-hidden" }, "The hops of the last message"),
      make("tbody", {}, ...rows),
    );
  }
}

const NOTHING = { tapped_at: 0, sent_at: 0, read_at: 0, kept_at: 0, heard_at: 0, shown_at: 0 };

/** @param {string} name */
function phone(name) {
  const made = new ChatPhone();
  made.setAttribute("name", name);
  return made;
}

customElements.define("message-journey", MessageJourney);
