/** The five hops of a message, as times and as words. Pure; all ms. */

/**
 * @typedef {object} Journey of one message, on the server's clock
 * @property {number} tapped_at
 * @property {number} sent_at phone A's code has written it to its connection
 * @property {number} read_at the server has read it
 * @property {number} kept_at the server has it numbered and stored
 * @property {number} heard_at phone B's code has it
 * @property {number} shown_at phone B's screen has been painted with it
 *
 * @typedef {{ name: string, says: string, kind: "phone" | "wire" | "server" | "screen", ms: number, error_ms: number }} Hop
 *   `error_ms` of the comparison of two clocks; 0 where both ends have the same
 */

/**
 * @param {Journey} journey
 * @param {number} error_ms bound of the clock's error
 * @returns {Hop[]} in order; their sum is the whole
 */
export function hopsOf({ tapped_at, sent_at, read_at, kept_at, heard_at, shown_at }, error_ms) {
  return [
    {
      name: "On phone A",
      says: "from the tap to the open connection",
      kind: "phone",
      ms: sent_at - tapped_at,
      error_ms: 0,
    },
    { name: "Up", says: "from phone A to the server", kind: "wire", ms: read_at - sent_at, error_ms },
    { name: "In the server", says: "checked, numbered, kept", kind: "server", ms: kept_at - read_at, error_ms: 0 },
    { name: "Down", says: "from the server to phone B", kind: "wire", ms: heard_at - kept_at, error_ms },
    {
      name: "On the screen",
      says: "until phone B’s screen is painted",
      kind: "screen",
      ms: shown_at - heard_at,
      error_ms: 0,
    },
  ];
}

/** The longest of some hops. @param {Hop[]} hops */
export function longest(hops) {
  return hops.reduce((most, hop) => (hop.ms > most.ms ? hop : most));
}

/** The middle of some times; 0 without any. @param {number[]} times */
export function median(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
}
