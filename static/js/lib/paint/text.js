/** Words on a canvas: the interface face, its widths, and the halo that keeps a word legible on lines. */

const FAMILY = '"Instrument Sans", "Segoe UI", system-ui, -apple-system, sans-serif';

/** Words before `k`, in px: the floor of the type scale. */
const SIZE = 12;

/** Width of the halo around a label, px before `k`. */
const HALO = 4;

/** Room added between words, em: at this size the face sets them close. */
const WORD_SPACING = 0.1;

/**
 * Sets the interface face for the words that follow.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} k
 * @param {400 | 500 | 600 | 700} weight
 */
export function setFont(ctx, k, weight) {
  ctx.font = `${weight} ${SIZE * k}px ${FAMILY}`;
  // Kerning draws "−1" and "1,1" together; figures must stand apart.
  ctx.fontKerning = "none";
  ctx.wordSpacing = `${WORD_SPACING * SIZE * k}px`;
}

/**
 * Width of words in the font that is set. Measured once for each weight and words, as long as `k` stays.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Map<string, number>} widths
 * @param {400 | 500 | 600 | 700} weight
 * @param {string} words
 */
export function widthOf(ctx, widths, weight, words) {
  const key = weight + words;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > 4_000) widths.clear();
  const width = ctx.measureText(words).width;
  widths.set(key, width);
  return width;
}

/**
 * Words with their left end at `x`, in `ink` on a halo in `paper`.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} words
 * @param {number} x
 * @param {number} y baseline
 * @param {string} ink
 * @param {string} paper
 * @param {number} k
 */
export function haloed(ctx, words, x, y, ink, paper, k) {
  ctx.textAlign = "left";
  ctx.lineJoin = "round";
  ctx.lineWidth = HALO * k;
  ctx.strokeStyle = paper;
  ctx.strokeText(words, x, y);
  ctx.fillStyle = ink;
  ctx.fillText(words, x, y);
}
