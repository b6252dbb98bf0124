/** Draws what happened between the theatre and the page: two rails, dots, spikes, and a bar while the page is wrong. */

import { draw } from "../../../js/dom/make.js";

/** Across the picture. */
const WINDOW_MS = 40_000;

const Y = { server: 22, page: 72, bar: 84, label: 110 };
const HEIGHT = 118;
const RIGHT = 14;
const LEFT = 62;

/**
 * @param {SVGElement} picture
 * @param {Pick<import("./theatre.js").Theatre, "sales" | "exchanges">} theatre
 * @param {number} now server-clock ms at the right edge
 */
export function drawTimeline(picture, theatre, now) {
  const width = picture.clientWidth;
  if (width === 0) return;
  const x = (/** @type {number} */ at) => width - RIGHT - ((now - at) / WINDOW_MS) * (width - LEFT - RIGHT);
  const seen = (/** @type {number} */ at) => x(at) >= LEFT;
  picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  picture.replaceChildren(
    ...rails(width),
    ...theatre.sales.filter(({ sent_at }) => seen(sent_at)).flatMap(({ sent_at }) => sale(x(sent_at))),
    ...staleTimes(theatre, now)
      .filter(({ to }) => seen(to))
      .map(({ from, to, open }) => bar(Math.max(x(from), LEFT), x(to), open)),
    ...theatre.exchanges
      .filter(({ asked_at }) => seen(asked_at))
      .flatMap((one) => spike(x(one.asked_at), x(one.answered_at), one.news > 0 || one.number === 1)),
  );
}

/**
 * When the page showed what was not true any more: from the first sale it had not heard of until it asked.
 * @param {Pick<import("./theatre.js").Theatre, "sales" | "exchanges">} theatre
 * @param {number} now
 */
function staleTimes({ sales, exchanges }, now) {
  return exchanges.flatMap(({ answered_at }, place) => {
    const until = exchanges[place + 1]?.answered_at;
    const first = sales.find(({ sent_at }) => sent_at > answered_at && sent_at < (until ?? now));
    return first ? [{ from: first.sent_at, to: until ?? now, open: until === undefined }] : [];
  });
}

/** @param {number} width */
function rails(width) {
  return [
    draw("path", { class: "rail", d: `M${LEFT} ${Y.server}H${width - RIGHT}M${LEFT} ${Y.page}H${width - RIGHT}` }),
    draw("path", { class: "now", d: `M${width - RIGHT} 4V${Y.label - 6}` }),
    text(0, Y.server + 4, "server", "start"),
    text(0, Y.page + 4, "page", "start"),
    text(width - RIGHT, HEIGHT - 4, "now", "end"),
    text(LEFT, HEIGHT - 4, `−${WINDOW_MS / 1_000} s`, "start"),
  ];
}

/** @param {number} x */
function sale(x) {
  return [
    draw("path", { class: "hairline", d: `M${x} ${Y.server}V${Y.page}` }),
    draw("circle", { class: "sale", cx: x, cy: Y.server, r: 4.2 }),
  ];
}

/**
 * The question up and the answer down; a ring where it brought nothing.
 * @param {number} asked
 * @param {number} answered
 * @param {boolean} news
 */
function spike(asked, answered, news) {
  const middle = (asked + answered) / 2;
  return [
    draw("path", { class: "question", d: `M${asked} ${Y.page}L${middle} ${Y.server}` }),
    draw("path", { class: news ? "answer" : "answer empty", d: `M${middle} ${Y.server}L${answered} ${Y.page}` }),
    draw("circle", { class: news ? "arrival" : "arrival empty", cx: answered, cy: Y.page, r: 4.2 }),
  ];
}

/**
 * @param {number} from
 * @param {number} to
 * @param {boolean} open it still grows
 */
function bar(from, to, open) {
  return draw("rect", {
    class: open ? "stale open" : "stale",
    x: from,
    y: Y.bar,
    width: Math.max(to - from, 3),
    height: 9,
  });
}

/** @param {number} x @param {number} y @param {string} words @param {string} anchor */
function text(x, y, words, anchor) {
  return draw("text", { x, y, "text-anchor": anchor }, words);
}
