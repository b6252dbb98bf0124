/**
 * Finds pages and terms in an index of a few hundred sections, as fast as one types. Pure.
 *
 * @typedef {{ title: string, place: string, href: string, text: string }} Entry a section of a lesson, or a term
 * @typedef {{ entry: Entry, score: number, excerpt: string }} Found
 */

/** How much a word counts, by where it stands. */
const WEIGHT = { title: 8, place: 3, text: 1 };

const EXCERPT = 140;

/** Words without case and accents. @param {string} text */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Entries that hold every word of the query, at the beginning of a word of theirs; best first.
 * @param {Entry[]} entries
 * @param {string} query
 * @param {number} [most]
 * @returns {Found[]}
 */
export function search(entries, query, most = 12) {
  const words = fold(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  if (words.length === 0) return [];
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, words), excerpt: "" }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, most)
    .map((found) => ({ ...found, excerpt: excerptOf(found.entry.text, words) }));
}

/**
 * @param {Entry} entry
 * @param {string[]} words
 */
function scoreOf(entry, words) {
  let sum = 0;
  for (const word of words) {
    const score = scoreOfWord(entry, word);
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

/**
 * @param {Entry} entry
 * @param {string} word
 */
function scoreOfWord(entry, word) {
  let score = 0;
  for (const [field, weight] of Object.entries(WEIGHT)) {
    const text = fold(entry[/** @type {keyof typeof WEIGHT} */ (field)]);
    const at = begins(text, word);
    if (at < 0) continue;
    const whole = !/[\p{L}\p{N}]/u.test(text[at + word.length] ?? " ");
    score += weight * (whole ? 2 : 1) + (text.length === word.length ? weight : 0);
  }
  return score;
}

/**
 * Where a word of `text` begins with `word`, or -1.
 * @param {string} text folded
 * @param {string} word folded
 */
function begins(text, word) {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? " ")) return at;
  }
  return -1;
}

/**
 * The words around the first hit.
 * @param {string} text
 * @param {string[]} words
 */
function excerptOf(text, words) {
  const folded = fold(text);
  const hits = words.map((word) => begins(folded, word)).filter((at) => at >= 0);
  const first = hits.length > 0 ? Math.min(...hits) : 0;
  const from = Math.max(first - EXCERPT / 3, 0);
  const start = from === 0 ? 0 : text.indexOf(" ", from) + 1;
  const end = text.length <= start + EXCERPT ? text.length : text.lastIndexOf(" ", start + EXCERPT);
  return `${start > 0 ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
}
