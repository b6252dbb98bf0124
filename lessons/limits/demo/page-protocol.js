/**
 * `<page-protocol>`: the protocol by which this page and its files came, as the browser tells it (Resource Timing,
 * `nextHopProtocol`), and what that means for the limit.
 */

import { make } from "../../../js/dom/make.js";
import { isShared, pageProtocol } from "../../../js/lib/budget.js";
import { counted, listed } from "../../../js/lib/format.js";

class PageProtocol extends HTMLElement {
  connectedCallback() {
    const protocol = pageProtocol();
    this.replaceChildren(
      make(
        "p",
        {},
        "This page came by ",
        make("b", {}, make("code", {}, protocol || "a protocol your browser does not tell")),
        ".",
      ),
      make("p", { class: "quiet" }, files()),
      make("p", {}, meaning(protocol)),
    );
  }
}

/** What it loaded from this site, by protocol; what came out of the cache has none. */
function files() {
  const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
  /** @type {Map<string, number>} */
  const by = new Map();
  for (const { name, nextHopProtocol, transferSize } of entries)
    if (name.startsWith(location.origin) && nextHopProtocol && transferSize > 0)
      by.set(nextHopProtocol, (by.get(nextHopProtocol) ?? 0) + 1);
  const said = [...by].map(([protocol, files]) => `${counted(files, "file")} by ${protocol}`);
  return said.length > 0
    ? `Since then: ${listed(said)}.`
    : "Its files came out of the browser’s cache, by no protocol at all.";
}

/** @param {string} protocol */
function meaning(protocol) {
  if (isShared(protocol))
    return "So a proxy in front of this server speaks it to your browser, and the server behind the proxy need not know. Seven streams fit: run the seven streams above once more, and nothing waits.";
  const scheme = location.protocol === "http:" ? " It came without TLS, and no browser speaks HTTP/2 without." : "";
  return `So six connections are all there are, and what you saw above is what your users would see.${scheme} Put a proxy that speaks HTTP/2 in front of this site, open it by https, and this paragraph will say something else.`;
}

customElements.define("page-protocol", PageProtocol);
