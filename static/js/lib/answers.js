/**
 * Whether an answer is right, and what is to be said of each part of it. Pure.
 *
 * @typedef {{ right: boolean, text?: string, indent?: number }} Choice one of the quiz, in the order of its file
 * @typedef {{ right: boolean, parts: Map<number, boolean>, says?: string }} Verdict `parts`: each choice worth a word, and
 *   whether it stands as it should; `says`: one sentence about the whole
 */

/**
 * One choice of several.
 * @param {Choice[]} choices
 * @param {number} chosen
 * @returns {Verdict}
 */
export function judgeChoice(choices, chosen) {
  const right = choices[chosen]?.right ?? false;
  return { right, parts: new Map([[chosen, right]]) };
}

/**
 * Any number of choices: a part is as it should be when what is right was chosen and what is not was left.
 * @param {Choice[]} choices
 * @param {number[]} chosen
 * @returns {Verdict}
 */
export function judgeMulti(choices, chosen) {
  const missed = choices.filter((choice, number) => choice.right && !chosen.includes(number)).length;
  const parts = new Map(chosen.map((number) => [number, choices[number]?.right ?? false]));
  const right = missed === 0 && [...parts.values()].every(Boolean);
  return { right, parts, says: missed > 0 ? "Something right is still missing." : undefined };
}

/**
 * An order of all choices.
 * @param {number[]} order places in the file, as the reader put them
 * @returns {Verdict}
 */
export function judgeOrder(order) {
  const parts = new Map(order.map((number, place) => [number, number === place]));
  return { right: [...parts.values()].every(Boolean), parts };
}

/**
 * A program put together of lines. Lines of the same text may change places.
 * @param {Choice[]} lines in the right order, distractors anywhere
 * @param {{ number: number, indent: number }[]} program the lines the reader used
 * @returns {Verdict}
 */
export function judgeProgram(lines, program) {
  const wanted = lines.filter((line) => line.right);
  const parts = new Map(
    program.map(({ number, indent }, place) => {
      const [line, want] = [lines[number], wanted[place]];
      return [number, line?.right === true && line.text === want?.text && indent === want?.indent];
    }),
  );
  const right = program.length === wanted.length && [...parts.values()].every(Boolean);
  return { right, parts, says: right ? undefined : firstFault(lines, wanted, program) };
}

/**
 * What to look at first; never which line belongs there.
 * @param {Choice[]} lines
 * @param {Choice[]} wanted
 * @param {{ number: number, indent: number }[]} program
 */
function firstFault(lines, wanted, program) {
  for (const [place, { number, indent }] of program.entries()) {
    const [line, want] = [lines[number], wanted[place]];
    if (line?.right === false) return `Line ${place + 1} does not belong into this program.`;
    if (line?.text !== want?.text) return `Line ${place + 1} comes elsewhere.`;
    if (indent !== want?.indent) return `Line ${place + 1} is at the right place, but its indentation is not.`;
  }
  return "A line is still missing.";
}
