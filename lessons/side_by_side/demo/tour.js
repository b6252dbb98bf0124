/**
 * The ten-minute walkthrough: where each stop is on the page, what it does to the stage, and what one may say.
 *
 * @typedef {object} Stop
 * @property {string} title
 * @property {number} seconds
 * @property {string} at a selector: what is brought into view
 * @property {string} say to those who listen
 * @property {string} point what to point at
 * @property {Partial<import("../../../js/lib/settings.js").Settings>} [set] of the stage
 * @property {import("../../../js/lib/conditions.js").Conditions} [conditions] of the network at this stop; otherwise none
 * @property {number | null} [only] the one lane to show, from 0; null or none: all
 */

/** @type {readonly Stop[]} */
export const STOPS = [
  {
    title: "A vote",
    seconds: 60,
    at: "#predict-busy",
    say: "Ten events a second, and a page that polls every two seconds. Which of the four asks most often? Hands up, then lock the answer of the majority.",
    point: "Run is locked until an answer is in. Nobody has to be right.",
  },
  {
    title: "One event, four ways",
    seconds: 60,
    at: "live-stage",
    set: { rate: 0, interval: 2_000, window: 6 },
    say: "One event, one moment, one clock. The same news goes four ways to this browser. Press Space a few times, at odd moments.",
    point:
      "The black dot is the event. Follow the thin line down: three marks stand close to it, and the square comes late.",
  },
  {
    title: "Why the badge is late",
    seconds: 60,
    at: "live-stage",
    set: { rate: 1, pattern: "poisson", interval: 5_000, window: 12 },
    only: 0,
    say: "Polling asks on a timer. The server may only answer, so news waits for the next question: half the interval on average, all of it at worst.",
    point: "Spikes are questions, hollow rings are answers with nothing in them, the bars are waiting.",
  },
  {
    title: "A question that waits",
    seconds: 60,
    at: "live-stage",
    set: { rate: 1, pattern: "poisson", interval: 2_000, window: 8 },
    only: 1,
    say: "Long polling asks before there is news, and the server keeps the question. The answer leaves when the event happens; then the browser asks again.",
    point: "The hatched band is a question being held. It ends at each event and begins anew at once.",
  },
  {
    title: "An answer that does not end",
    seconds: 60,
    at: "live-stage",
    set: { rate: 2, pattern: "poisson", window: 6 },
    only: 2,
    say: "Server-Sent Events ask once. The answer stays open, and each event is some more of it. If the line breaks, the browser comes back by itself.",
    point: "One filled area, no second question. The state of the lane says how long it has been open.",
  },
  {
    title: "A proxy in between",
    seconds: 60,
    at: "live-stage",
    set: { rate: 5, pattern: "steady", window: 8 },
    conditions: { buffer: 1_024 },
    only: 2,
    say: "The same stream, and a proxy on the way that gathers a kilobyte before it passes anything on. The server sends as before, event by event. They arrive in clumps.",
    point:
      "Each fan of arrivals, and the range under it: the first of a clump has waited longest. The lesson on limits has the header that cures it.",
  },
  {
    title: "Either side may speak",
    seconds: 60,
    at: "live-stage",
    set: { rate: 2, pattern: "poisson", window: 4 },
    only: 3,
    say: "A WebSocket is one connection both ways. It brings news down no sooner than the lane before. What it adds is the way up.",
    point: "The area is ruled on both edges. The dashed strokes that rise are this page’s own messages.",
  },
  {
    title: "The busy minute",
    seconds: 75,
    at: "live-stage",
    set: { rate: 10, pattern: "poisson", interval: 2_000, window: 4 },
    say: "Back to the vote: ten events a second. Long polling needs a question for nearly each of them, polling one for twenty. It is the latency that polling pays with.",
    point: "The requests at the right, and the bars under the lanes. Who has changed their mind?",
  },
  {
    title: "What it comes down to",
    seconds: 60,
    at: "#polling-and-long-polling",
    say: "Everything on the stage, as four comparisons. The figures are this run’s, and what follows from them changes when they do. The fourth is no contest: Pub/Sub says who hears of a message, a transport how it travels.",
    point: "One row in each table, the one your own system turns on.",
  },
  {
    title: "And a million of them?",
    seconds: 45,
    at: "#a-million-of-them",
    set: { rate: 1, pattern: "poisson", interval: 5_000 },
    say: "This reader, times a million: a model, but its bytes are measured. Each way is dear in another place. None of them is the best.",
    point:
      "Requests for the first two, open connections for the last three. Ask: which of these can we afford? Copy link, over the stage, gives them these settings to take home.",
  },
];

/** How long all of it takes. */
export const TOTAL_S = STOPS.reduce((sum, { seconds }) => sum + seconds, 0);

/** "2:05" @param {number} seconds */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
