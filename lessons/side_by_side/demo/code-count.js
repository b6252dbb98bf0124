/** `<code-count>`: how much code each transport takes, and who deals with what goes wrong. Counts the page's excerpts. */

import { make } from "../../../js/dom/make.js";
import { count } from "../../../js/lib/format.js";
import { FAILURES } from "./complexity.js";
import { measured } from "./measured.js";

const LANES = /** @type {const} */ ([
  ["polling", "Polling", "poll"],
  ["long-polling", "Long polling", "lp"],
  ["sse", "SSE", "sse"],
  ["websocket", "WebSocket", "ws"],
]);

class CodeCount extends HTMLElement {
  connectedCallback() {
    const codes = LANES.map(([name]) => measured.code(name));
    const numbers = /** @type {const} */ ([
      ["lines in the browser", "browser"],
      ["lines on the server", "server"],
      ["states the client tells apart", "states"],
    ]).map(([title, key]) =>
      row(
        title,
        codes.map((code) => count(code[key])),
      ),
    );
    const failures = FAILURES.map(([name], place) =>
      row(
        name,
        codes.map(({ failures }, lane) => (failures.includes(name) ? "this code" : elsewhere(place, lane))),
      ),
    );
    const heads = LANES.map(([, title, hue]) => make("th", { scope: "col", class: `of-lane ${hue}` }, title));
    const table = make(
      "table",
      { class: "code-count" },
      make("caption", {}, "Counted in the code below; comments and blank lines left out"),
      make("thead", {}, make("tr", {}, make("td"), ...heads)),
      make("tbody", {}, ...numbers),
      make(
        "tbody",
        {},
        make("tr", {}, make("th", { scope: "rowgroup", colspan: 5, class: "who" }, "Who deals with")),
        ...failures,
      ),
    );
    this.replaceChildren(
      make("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Complexity" }, table),
    );
  }
}

/** EventSource asks again by itself (WHATWG HTML 9.2.3). @param {number} failure @param {number} lane */
function elsewhere(failure, lane) {
  return FAILURES[failure]?.[0] === "a line that breaks" && LANES[lane]?.[0] === "sse" ? "the browser" : "nobody here";
}

/** @param {string} title @param {string[]} values */
function row(title, values) {
  return make("tr", {}, make("th", { scope: "row" }, title), ...values.map((value) => make("td", {}, value)));
}

customElements.define("code-count", CodeCount);
