/**
 * What became of each event of a burst at one reader, and in which gap the lost ones fell. Pure; times are server-clock ms.
 *
 * @typedef {{ id: number, sent_at: number }} Published
 *
 * @typedef {object} Wait one question and its answer
 * @property {number} asked_at the browser asks
 * @property {number} since the question is on the server's list
 * @property {number} until the server has answered it
 * @property {number} arrived_at the browser has the answer
 * @property {Published[]} events of the answer
 *
 * @typedef {object} Gap between an answer and the next question: nobody is waiting
 * @property {number} from
 * @property {number} to
 * @property {Published[]} lost that happened in it, and never came
 *
 * @typedef {object} Fates
 * @property {Published[]} received of the burst, each once, in the order of the burst
 * @property {Published[]} lost
 * @property {number} answers that brought any of the burst
 * @property {Gap[]} gaps that touch the burst, the last one open to its end
 */

/**
 * @param {Published[]} burst
 * @param {Wait[]} waits in order
 * @returns {Fates}
 */
export function fatesOf(burst, waits) {
  const heard = new Set(waits.flatMap(({ events }) => events.map(({ id }) => id)));
  const lost = burst.filter(({ id }) => !heard.has(id));
  const ids = new Set(burst.map(({ id }) => id));
  return {
    received: burst.filter(({ id }) => heard.has(id)),
    lost,
    answers: waits.filter(({ events }) => events.some(({ id }) => ids.has(id))).length,
    gaps: gapsOf(burst, waits, lost),
  };
}

/**
 * A gap begins with the last event that an answer took along: what came after it was not for this answer any more.
 * @param {Published[]} burst
 * @param {Wait[]} waits
 * @param {Published[]} lost
 * @returns {Gap[]}
 */
function gapsOf(burst, waits, lost) {
  const begun = burst[0]?.sent_at ?? 0;
  const over = burst.at(-1)?.sent_at ?? 0;
  return waits.flatMap(({ events, until }, place) => {
    const next = waits[place + 1];
    const from = events.at(-1)?.sent_at ?? until;
    const to = next?.since ?? Number.POSITIVE_INFINITY;
    if (!next || to < begun || from > over) return [];
    return [{ from, to, lost: lost.filter(({ sent_at }) => sent_at >= from && sent_at <= to) }];
  });
}

/** How long nobody was waiting, ms: the middle one of all gaps. @param {Gap[]} gaps @returns {number | null} */
export function middleGap(gaps) {
  const lengths = gaps.map(({ from, to }) => to - from).sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? null;
}
