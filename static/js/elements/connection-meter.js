/**
 * `<connection-meter>`: how many of the browser's connections to this site are in use, as a row of marks and in words.
 *
 * Attributes: `held`, connections in use; `waiting`, requests that wait for one; `sockets`, WebSockets, which are counted
 * apart. With none of them it shows nothing. Where the page came over HTTP/2 it says so instead: there is no such row.
 */

import { draw, make } from "../dom/make.js";
import { budgetWords, CONNECTIONS, isShared, pageProtocol } from "../lib/budget.js";

const SIDE = 9;
const STEP = 13;

export class ConnectionMeter extends HTMLElement {
  static observedAttributes = ["held", "waiting", "sockets"];

  connectedCallback() {
    this.#show();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  #show() {
    if (!this.hasAttribute("held")) return this.replaceChildren();
    const [held, waiting, sockets] = ConnectionMeter.observedAttributes.map((name) => Number(this.getAttribute(name)));
    const use = { held: held ?? 0, sockets: sockets ?? 0, protocol: pageProtocol() };
    const words = [budgetWords(use), waiting ? `${waiting} waiting` : ""].filter(Boolean).join("; ");
    const marks = isShared(use.protocol) ? [] : [row(use.held, waiting ?? 0)];
    this.replaceChildren(...marks, make("span", {}, words));
  }
}

/**
 * A mark for each connection there may be, full when it is in use; who waits stands outside, dashed.
 * @param {number} held
 * @param {number} waiting
 */
function row(held, waiting) {
  const all = CONNECTIONS + waiting;
  const width = all * STEP + (waiting ? STEP / 2 : 0);
  const marks = Array.from({ length: all }, (_, place) => {
    const outside = place >= CONNECTIONS;
    const x = place * STEP + (outside ? STEP / 2 : 0) + 1;
    const state = outside ? "waits" : place < held ? "used" : "free";
    return draw("rect", { class: state, x, y: 1, width: SIDE, height: SIDE });
  });
  return draw("svg", { viewBox: `0 0 ${width} 11`, width, height: 11, "aria-hidden": "true" }, ...marks);
}

customElements.define("connection-meter", ConnectionMeter);
