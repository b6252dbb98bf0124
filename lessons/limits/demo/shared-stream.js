/**
 * `<shared-stream>`: this tab's share of the one stream that all tabs have together (one-stream.js), what came through it,
 * and how many streams the server counts.
 *
 * It stays while its tab is hidden, unlike other demos: a stream that all tabs share is what lets it. Says "modified" with
 * the name "tabs" when at least two tabs share the stream and an event has come.
 */

import { button, make } from "../../../js/dom/make.js";
import { share } from "../../../js/dom/sharing.js";
import { counted, ms, timeOfDay } from "../../../js/lib/format.js";
import { openControl } from "../../../js/lib/own-room.js";

/** @typedef {{ place?: { room: string, key: string } | null, tabs?: number, event?: any, ended?: boolean }} News */

const SHOWN = 6;
const MOST_MS = 600_000;
const GAVE_WAY =
  "All tabs left: something else was started, and a browser has six connections to this site. Join again to go on.";

class SharedStream extends HTMLElement {
  /** @type {AbortController | null} */
  #joined = null;
  /** @type {{ room: string, key: string } | null} */
  #place = null;
  #tabs = 0;
  #streams = 0;
  /** @type {{ text: string, from: string, took: string }[]} latest first */
  #heard = [];
  #name = `tab ${(crypto.getRandomValues(new Uint16Array(1))[0] ?? 0) % 1_000}`;
  #join = button("Join", () => (this.#joined ? this.#leave("You left.") : this.#enter()), "button primary");
  #publish = button("Publish from this tab", () => this.#send());
  #says = make("p", { class: "demo-says", role: "status" });
  #meter = document.createElement("connection-meter");
  #list = make("ol", { class: "heard plain-list", "aria-label": "Heard in this tab" });

  connectedCallback() {
    const another = make("a", {
      href: `${location.pathname}${location.search}#one-stream-for-all-tabs`,
      target: "_blank",
    });
    another.textContent = "Open this lesson in another tab";
    const bar = make("div", { class: "demo-bar" }, this.#join, this.#publish, another);
    this.#meter.className = "demo-connections";
    this.replaceChildren(bar, this.#says, this.#list, this.#meter);
    if (!("SharedWorker" in globalThis))
      this.#says.textContent = "This browser has no SharedWorker, so there is nothing to run here.";
    this.#show();
  }

  disconnectedCallback() {
    this.#leave("");
  }

  #enter() {
    this.#joined = new AbortController();
    const { signal } = this.#joined;
    this.#heard = [];
    const worker = new SharedWorker(new URL("./one-stream.js", import.meta.url), { name: "one-stream" });
    worker.port.onmessage = ({ data }) => signal.aborted || this.#hear(data, signal);
    worker.onerror = () => this.#leave("The shared worker could not be started. Load the page again.");
    // A page that is put away must say so: its port stays open as long as the browser remembers it.
    addEventListener("pagehide", () => this.#leave(""), { signal });
    const late = setTimeout(
      () => this.#leave("You left after ten minutes, so that nothing stays open unseen."),
      MOST_MS,
    );
    signal.addEventListener("abort", () => {
      clearTimeout(late);
      worker.port.postMessage("leave");
      worker.port.close();
    });
    // The tabs hold it together, so it counts once, by one name.
    share(() => this.#leave(GAVE_WAY), signal, "one-stream")(1);
    this.#say("Joining.");
    this.#show();
  }

  /** @param {string} why */
  #leave(why) {
    if (!this.#joined) return;
    this.#joined.abort();
    this.#joined = null;
    this.#place = null;
    this.#say(why);
    this.#show();
  }

  /** @param {News} news @param {AbortSignal} signal */
  #hear({ place, tabs, event, ended }, signal) {
    if (ended) return this.#leave("The stream has ended. Join again to open another.");
    if (place && !this.#place) {
      this.#place = place;
      this.#watch(place.room, signal);
    }
    if (tabs !== undefined) this.#tabs = tabs;
    if (event) this.#arrived(event.data);
    this.#tell();
    this.#show();
  }

  /** @param {{ text: string, from: string, at: number }} data `at` is of this machine's clock, the same for all tabs */
  #arrived({ text, from, at }) {
    const took = ms(Math.max(performance.timeOrigin + performance.now() - at, 0));
    this.#heard = [{ text, from, took }, ...this.#heard].slice(0, SHOWN);
    if (this.#tabs < 2) return;
    this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "tabs" } }));
  }

  /** How many streams the server has: it knows best. @param {string} room @param {AbortSignal} signal */
  async #watch(room, signal) {
    const hear = (/** @type {string} */ word, /** @type {any} */ value) => {
      if (word !== "presence") return;
      this.#streams = value.sse ?? 0;
      this.#tell();
    };
    await openControl(`${location.origin}/rooms/${room}/control`, { signal, hear }).catch(() => {});
  }

  async #send() {
    const place = this.#place;
    if (!place) return;
    const data = { text: timeOfDay(Date.now()), from: this.#name, at: performance.timeOrigin + performance.now() };
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${place.key}` };
    await fetch(`/rooms/${place.room}/topics/shared`, {
      method: "POST",
      headers,
      body: JSON.stringify({ data }),
    }).catch(() => this.#leave("The server cannot be reached."));
  }

  #tell() {
    if (!this.#joined) return;
    const open = this.#streams === 0 ? "" : ` The server counts ${counted(this.#streams, "stream")}.`;
    this.#say(
      `This is ${this.#name}. ${this.#tabs === 1 ? "One tab has" : `${this.#tabs} tabs share`} the stream.${open}`,
    );
  }

  /** @param {string} words */
  #say(words) {
    this.#says.textContent = words;
  }

  #show() {
    this.#join.textContent = this.#joined ? "Leave" : "Join";
    this.#join.disabled = !("SharedWorker" in globalThis);
    this.#publish.disabled = this.#place === null;
    if (this.#joined) {
      this.#meter.setAttribute("sockets", "1"); // this tab's own, by which the server tells how many streams it has
      this.#meter.setAttribute("held", "1");
    } else this.#meter.removeAttribute("held");
    this.#list.replaceChildren(
      ...this.#heard.map(({ text, from, took }) =>
        make("li", {}, make("span", {}, `published at ${text} from ${from}`), make("span", {}, took)),
      ),
    );
    if (this.#heard.length === 0) this.#list.append(make("li", { class: "quiet" }, "Nothing has come yet."));
  }
}

customElements.define("shared-stream", SharedStream);
