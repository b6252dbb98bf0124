/** Labels under the bars: the delay in figures, what came late or twice, what was lost. */

import { FEW } from "./marks.js";
import { lost, refused, told } from "./phrases.js";
import { haloed, setFont, widthOf } from "./text.js";

/**
 * @typedef {import("./view.js").Plot} Plot
 * @typedef {import("./figure.js").Figure} Figure
 * @typedef {import("./answers.js").Answer} Answer
 * @typedef {import("./labels.js").Candidate & { words: string, bad: boolean, arrived: number }} Note
 * `arrived` = absolute px of the mark it belongs to
 */

/** Room between two labels, and how far a warning reaches past its mark: px before `k`. */
const GAP = 6;
const INDENT = 6;

/** Least width of a bar, px before `k`, that is told where events are only counted. */
const WIDE = 10;

/** A label waits for its rivals this far, px before `k`, when not all of them fit. */
const PATIENCE = 24;

/** Ranks: warnings before replays before answers with several events before single ones. */
const RANK = { bad: 1e9, replayed: 1e8, several: 1e7 };

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 */
export function paintNotes(ctx, p, figure) {
  setFont(ctx, p.k, 700);
  const notes = notesOf(ctx, p, figure);
  const settled = p.level === "some" ? p.now * p.px_per_ms - PATIENCE * p.k : Number.POSITIVE_INFINITY;
  const shown = figure.alone ? notes : p.labels.row(figure.name, GAP * p.k).choose(notes, settled);
  const origin = p.to * p.px_per_ms - p.right;
  const { ink, bad, stage } = p.colours;
  for (const { note, left } of places(p, /** @type {Note[]} */ (shown), origin)) {
    haloed(ctx, note.words, left, figure.label, note.bad ? bad : ink, stage, p.k);
  }
}

/**
 * Where labels stand in this frame. One whose mark nears the left end waits there for it, unless the next is in the way;
 * one that does not fit before `now` comes when it does, for half a number would be a wrong one.
 * @param {Plot} p
 * @param {Note[]} shown
 * @param {number} origin absolute px of the canvas' left end
 */
function places(p, shown, origin) {
  const sorted = shown.toSorted((a, b) => a.left - b.left);
  return sorted.flatMap((note, i) => {
    const left = Math.max(note.left - origin, p.left + 2 * p.k);
    const right = left + note.right - note.left;
    const next = sorted[i + 1];
    const free = !next || right + GAP * p.k <= next.left - origin;
    const moved = left > note.left - origin;
    const gone = note.arrived - origin < p.left || (moved && !free);
    const early = right > p.now_x && !p.reduced;
    return gone || early ? [] : [{ note, left }];
  });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} p
 * @param {Figure} figure
 * @returns {Note[]} by time
 */
function notesOf(ctx, p, figure) {
  const width = (/** @type {string} */ words) => widthOf(ctx, p.labels.widths, 700, words);
  const answers = p.level === "sums" && !figure.alone ? figure.answers.filter((one) => stands(p, one)) : figure.answers;
  const notes = answers.map((answer) => noteOf(p, answer, width));
  if (figure.alone) return notes;
  const warnings = [...lostNotes(p, figure, width), ...refusedNotes(p, figure, width)];
  return warnings.length === 0 ? notes : [...notes, ...warnings].sort((a, b) => a.left - b.left);
}

/**
 * Whether an answer is told in a dense picture: it brought much, over a visible time, or it is out of the ordinary.
 * @param {Plot} p
 * @param {Answer} answer
 */
function stands(p, { deliveries, kind, sent_at, arrived_at }) {
  const wide = (arrived_at - sent_at) * p.px_per_ms >= WIDE * p.k;
  return kind !== "live" || (deliveries.length > FEW && wide);
}

/**
 * Its right end on the arrival, or its left end on the hairline when the bar is shorter than the words.
 * @param {Plot} p
 * @param {Answer} answer
 * @param {(words: string) => number} width
 * @returns {Note}
 */
function noteOf(p, answer, width) {
  const { deliveries, kind, sent_at, arrived_at, most_ms } = answer;
  const size = deliveries.length;
  const words = p.labels.words(deliveries[0], size, () => told(answer, p.trace.clock?.error_ms ?? 0));
  const bad = kind === "again" || kind === "late";
  const arrived = arrived_at * p.px_per_ms;
  const sent = sent_at * p.px_per_ms;
  const rank = (bad ? RANK.bad : kind === "replayed" ? RANK.replayed : size > 1 ? RANK.several : 0) + most_ms;
  const long = width(words);
  const base = { key: deliveries[0], size, rank, words, bad, arrived };
  if (bad) return { ...base, ...beside(p, arrived, long) };
  const fits = arrived - sent >= long;
  const left = fits ? arrived - long : sent - p.hair;
  return { ...base, left, right: left + long, instead: fits ? undefined : arrived - long };
}

/**
 * @param {Plot} p
 * @param {Figure} figure
 * @param {(words: string) => number} width
 * @returns {Note[]}
 */
function lostNotes(p, { lane, lost: events }, width) {
  return lane.gaps.flatMap((gap) => {
    const first = events.find(({ id }) => gap.first <= id && id <= gap.last);
    if (!first || gap.at > p.now) return [];
    return [warning(p, gap, first.sent_at, lost(gap.size), gap.size, width)];
  });
}

/**
 * @param {Plot} p
 * @param {Figure} figure
 * @param {(words: string) => number} width
 * @returns {Note[]}
 */
function refusedNotes(p, { ways }, width) {
  return ways.flatMap(({ exchange, ended, fate }) =>
    fate === "refused" && ended !== null ? [warning(p, exchange, ended, refused(exchange.status ?? 0), 1, width)] : [],
  );
}

/**
 * @param {Plot} p
 * @param {object} key
 * @param {number} at
 * @param {string} words
 * @param {number} size
 * @param {(words: string) => number} width
 * @returns {Note}
 */
function warning(p, key, at, words, size, width) {
  const arrived = at * p.px_per_ms;
  return { key, size, ...beside(p, arrived, width(words)), rank: RANK.bad, words, bad: true, arrived };
}

/**
 * A warning ends under its mark, so that it can be read at once, or begins there.
 * @param {Plot} p
 * @param {number} mark absolute px
 * @param {number} long
 */
function beside(p, mark, long) {
  const right = mark + INDENT * p.k;
  return { left: right - long, right, instead: mark - INDENT * p.k };
}
