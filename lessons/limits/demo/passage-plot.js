/** Events between two rails, with a proxy halfway: down to it, along it for as long as they are held, and down again. */

import { draw } from "../../../js/dom/make.js";

/** @typedef {import("./clumps.js").Passage} Passage */

const Y = { server: 14, proxy: 52, browser: 90 };
const HEIGHT = 104;
const LEFT = 62;

/**
 * @param {Passage[]} passages
 * @param {{ from: number, to: number, width: number, proxy: boolean }} view times at the edges, px
 */
export function passagePlot(passages, { from, to, width, proxy }) {
  const x = (/** @type {number} */ at) => LEFT + ((at - from) / (to - from)) * (width - LEFT - 10);
  const rails = proxy ? Object.entries(Y) : Object.entries(Y).filter(([name]) => name !== "proxy");
  const shown = passages.filter(({ sent_at, arrived_at }) => (arrived_at ?? to) >= from && sent_at <= to);
  const start = (/** @type {number} */ at) => Math.max(x(at), LEFT);
  const paths = shown.map(({ sent_at, arrived_at }) => {
    const begun = sent_at >= from ? `M${x(sent_at)} ${Y.server}` : `M${LEFT} ${Y.proxy}`;
    const end = x(arrived_at ?? to);
    const along = proxy ? `L${start(sent_at)} ${Y.proxy}H${end}` : "";
    return `${begun}${along}${arrived_at === null ? "" : `L${end} ${Y.browser}`}`;
  });
  const events = shown.filter(({ sent_at }) => sent_at >= from);
  const arrivals = shown.filter(({ arrived_at }) => arrived_at !== null && arrived_at >= from);
  return draw(
    "svg",
    { class: "drawing passages sse", width, height: HEIGHT, "aria-hidden": "true" },
    ...rails.map(([name, y]) =>
      draw(
        "g",
        {},
        draw("path", { class: `rail ${name}`, d: `M${LEFT} ${y}H${width - 10}` }),
        draw("text", { x: 0, y: y + 4 }, name),
      ),
    ),
    draw("path", { class: "way", d: paths.join("") }),
    ...events.map(({ sent_at }) => draw("circle", { class: "event", cx: x(sent_at), cy: Y.server, r: 3.4 })),
    ...arrivals.map(({ arrived_at }) =>
      draw("circle", { class: "arrival", cx: x(Number(arrived_at)), cy: Y.browser, r: 4.2 }),
    ),
  );
}
