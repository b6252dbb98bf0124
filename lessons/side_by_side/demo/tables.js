/**
 * The comparisons: which rows they have, what stands in a cell, and what follows from it. Pure, but for what was measured.
 *
 * @typedef {typeof import("./measured.js").measured} Measured
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {string[] | null} Cell a figure and more about it; null: not measured yet
 * @typedef {object} Row
 * @property {string} title
 * @property {(measured: Measured) => Cell[]} cells one for each column
 * @property {(measured: Measured) => string} follows asked only when all cells are there
 * @property {string} [needs] what has to be done first
 * @typedef {{ title: string, columns: { title: string, hue: string }[], rows: Row[] }} Table
 */

import { bytes, count, counted, duration, ms, ratio } from "../../../js/lib/format.js";
import { short } from "../../polling/demo/model.js";

const POLLING = { title: "Polling", hue: "poll" };
const LONG = { title: "Long polling", hue: "lp" };
const SSE = { title: "SSE", hue: "sse" };
const SOCKET = { title: "WebSocket", hue: "ws" };
const PUBSUB = { title: "Pub/Sub", hue: "" };
const EXCHANGE_FIRST = "Needs a second party: press Exchange lines.";

/** A clock's error and a machine's mood: nearer than this nobody can tell two medians apart. */
const ALIKE_MS = 2;

/** @param {string[]} lanes @param {(facts: Facts) => string[]} says @returns {(measured: Measured) => Cell[]} */
const each = (lanes, says) => (measured) =>
  lanes.map((lane) => {
    const facts = measured.lane(lane);
    return facts && says(facts);
  });

/** @param {Measured} measured @param {string} lane @returns {Facts} of a lane that has some */
const facts = (measured, lane) => /** @type {Facts} */ (measured.lane(lane));

/** @param {string[]} lanes @param {(measured: Measured) => string} follows @returns {Row} */
function complexity(lanes, follows) {
  const cells = (/** @type {Measured} */ measured) =>
    lanes.map((lane) => {
      const { browser, server, states, failures } = measured.code(lane);
      return [`${browser} + ${server} lines`, `browser + server; ${states} states, ${failures.length} failures`];
    });
  return { title: "Complexity", cells, follows };
}

/** @param {Facts} one @param {Facts} other */
const apart = (one, other) => (one.p50_ms ?? 0) - (other.p50_ms ?? 0);

/** @param {Facts} facts */
const perEvent = ({ events, requests, empty }) => [
  `${ratio(requests / events)} for each event`,
  `${count(requests)} in all, ${count(empty)} empty`,
];

/** @type {Table} */
const pollingAndLong = {
  title: "Polling and long polling",
  columns: [POLLING, LONG],
  rows: [
    { title: "Requests", cells: each(["polling", "long-polling"], perEvent), follows: whoAsksMore },
    {
      title: "Latency",
      cells: each(["polling", "long-polling"], ({ p50_ms, most_ms }) => [
        ms(p50_ms ?? 0),
        `median; at most ${ms(most_ms ?? 0)}`,
      ]),
      follows: (all) =>
        `Long polling is ${ms(apart(facts(all, "polling"), facts(all, "long-polling")))} sooner at the median. Its question is already there.`,
    },
    complexity(
      ["polling", "long-polling"],
      () =>
        "Nearly the same code in the browser. On the server a question now has to wait without holding anything else up; that engine lies beneath these lines.",
    ),
    {
      title: "Resources",
      cells: each(["polling", "long-polling"], ({ up, down, events, open_share }) => [
        `${bytes((up + down) / events)} an event`,
        `a question open ${short(100 * open_share)}\u202f% of the time`,
      ]),
      follows: (all) =>
        `Long polling had a question open ${short(facts(all, "long-polling").open_share / facts(all, "polling").open_share)} times as long: for each reader a connection and some memory. It pays with those, polling with requests.`,
    },
  ],
};

/** @param {Measured} measured */
function whoAsksMore(measured) {
  const [polling, long] = ["polling", "long-polling"].map((lane) => {
    const { requests, events } = facts(measured, lane);
    return requests / events;
  });
  if (polling === undefined || long === undefined || polling === long) return "The same number at this rate.";
  return polling > long
    ? `Polling asks ${short(polling / long)} times as often: most of its questions find nothing.`
    : `Long polling asks ${short(long / polling)} times as often: each answer needs a new question, while one poll brings several events.`;
}

/** @type {Table} */
const longAndSse = {
  title: "Long polling and SSE",
  columns: [LONG, SSE],
  rows: [
    {
      title: "Connection",
      cells: each(["long-polling", "sse"], ({ requests, events }) => [
        counted(requests, "request"),
        `for ${counted(events, "event")}`,
      ]),
      follows: () =>
        "Long polling asks anew after each answer, on the same TCP connection. SSE asks once, and once more after each pause.",
    },
    {
      title: "Server push",
      cells: each(["long-polling", "sse"], ({ late, events }) => [
        `${count(late)} of ${count(events)} had to wait`,
        "for a question",
      ]),
      follows: (all) =>
        facts(all, "long-polling").late > 0
          ? "With SSE the server writes whenever it has something. With long polling it may only answer, and sometimes the question is still on its way."
          : "No event has fallen between two questions yet. Publish faster, and some will.",
    },
    complexity(
      ["long-polling", "sse"],
      () => "The browser reconnects, and says where it was. That is the code that is missing on the right.",
    ),
  ],
};

/** @param {Facts} facts */
const direction = ({ said, events }) => [
  said === 0 ? "down only" : "down and up",
  `${count(events)} down, ${count(said)} up on the connection`,
];

/** @type {Table} */
const sseAndSocket = {
  title: "SSE and WebSocket",
  columns: [SSE, SOCKET],
  rows: [
    {
      title: "Direction",
      cells: each(["sse", "websocket"], direction),
      follows: () =>
        "The messages up are acknowledgements, which this page sends because it can. An event stream has no way up: it takes a request.",
    },
    complexity(
      ["sse", "websocket"],
      () =>
        "Back-off and resuming move from the browser into your code, and the server gains a conversation with a state.",
    ),
    {
      title: "Notifications",
      cells: each(["sse", "websocket"], ({ p50_ms, down, events }) => [
        ms(p50_ms ?? 0),
        `median; ${bytes(down / events)} down for each`,
      ]),
      follows: (all) => {
        const gap = apart(facts(all, "sse"), facts(all, "websocket"));
        if (Math.abs(gap) < ALIKE_MS) return "No difference that you could notice. Take the simpler one.";
        return `${gap < 0 ? "SSE" : "WebSocket"} was ${ms(Math.abs(gap))} sooner in this run. Run again, and see whether it still is: the way is the same.`;
      },
    },
    {
      title: "Chat",
      needs: EXCHANGE_FIRST,
      cells: ({ chat }) =>
        ["sse", "websocket"].map((way) => {
          const one = chat?.[way];
          return one
            ? [`${bytes(one.up)} up a line`, `there in ${ms(one.median_ms)}${way === "sse" ? ", by POST" : ""}`]
            : null;
        }),
      follows: ({ chat }) => {
        const times = (chat?.sse?.up ?? 0) / (chat?.websocket?.up ?? 1);
        return `A line sent by POST carries ${short(times)} times the bytes, because each has a head. It matters when lines are many.`;
      },
    },
  ],
};

/** @type {Table} */
const socketAndPubSub = {
  title: "WebSocket and Pub/Sub",
  columns: [SOCKET, PUBSUB],
  rows: [
    {
      title: "A protocol?",
      cells: (all) => {
        const socket = all.lane("websocket");
        const ways = ["polling", "long-polling", "sse", "websocket"].filter((lane) => all.lane(lane)).length;
        return [
          socket && ["yes", `agreed on with status ${socket.status ?? 101}`],
          socket && ["no", `the same events came over ${counted(ways, "transport")}`],
        ];
      },
      follows: () => "Pub/Sub has no bytes of its own on the wire. It says who hears, not how it travels.",
    },
    {
      title: "Client communication",
      cells: (all) => {
        const socket = all.lane("websocket");
        return [
          socket && [`${bytes(socket.down / socket.events)} an event`, "server to browser"],
          socket && ["none by itself", "it ends at the server"],
        ];
      },
      follows: () =>
        "A browser needs a transport either way. The one carries the last metres, the other decides what is carried.",
    },
    {
      title: "Architectural pattern?",
      needs: EXCHANGE_FIRST,
      cells: ({ heard }) => [
        heard && ["no", `a message on it reached ${heard.answered} of ${heard.clients}`],
        heard && [
          "yes",
          `one published reached ${heard.heard} of ${heard.clients}, over ${counted(heard.ways, "transport")}`,
        ],
      ],
      follows: () =>
        "What is said on a socket is heard at its other end. What is published is heard by whoever subscribed; the publisher names nobody.",
    },
    {
      title: "Service coordination",
      needs: EXCHANGE_FIRST,
      cells: ({ heard }) => [
        heard && [`${heard.rejoined} of ${heard.owed}`, "for one that was away and connects anew"],
        heard && [`${heard.absent} of ${heard.owed}`, "for one that was away and asks from its cursor"],
      ],
      follows: () =>
        "A connection knows nobody who is absent. A topic that keeps a log can serve a service that comes later. Not every broker keeps one.",
    },
  ],
};

const LANES = ["polling", "long-polling", "sse", "websocket"];
const MILLION = 1_000_000;

/** @type {Table} */
const million = {
  title: "A million readers, a model",
  columns: [POLLING, LONG, SSE, SOCKET],
  rows: [
    {
      title: "Requests a second",
      cells: each(LANES, ({ requests, span_ms }) => [short((requests / span_ms) * 1_000 * MILLION)]),
      follows: (all) =>
        `Counted as if each reader stayed ${duration(facts(all, "sse").span_ms)}, as this one has. A stream is one request for all that time, so its figure falls while you watch.`,
    },
    {
      title: "Traffic",
      cells: each(LANES, ({ up, down, span_ms }) => [gigabits(((up + down) * 8_000 * MILLION) / span_ms)]),
      follows: () =>
        "The WebSocket’s is nearly all news. What the others have above it are heads, and the names of fields.",
    },
    {
      title: "Questions open at once",
      cells: each(LANES, ({ open_share }) => [short(open_share * MILLION)]),
      follows: () => "What polling does not need: one open question, or connection, for each reader.",
    },
  ],
};

/** "12 Gbit/s" @param {number} rate bit/s */
function gigabits(rate) {
  return rate >= 1e9 ? `${short(rate / 1e9)}\u202fGbit/s` : `${short(rate / 1e6)}\u202fMbit/s`;
}

/** @type {Record<string, Table>} */
export const TABLES = {
  "polling-and-long-polling": pollingAndLong,
  "long-polling-and-sse": longAndSse,
  "sse-and-websocket": sseAndSocket,
  "websocket-and-pub-sub": socketAndPubSub,
  "a-million": million,
};
