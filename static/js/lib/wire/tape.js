/**
 * The recorded bytes of one exchange, as far as they are there. Every piece knows its place, so a hole stays one. Pure.
 *
 * @typedef {{ up: boolean, from: number, to: number, at: number, begins: boolean, data: string }} Piece as the control
 *   socket tells it: `at` in server-clock ms, `begins` when something is known to begin with it, `data` in base64
 *
 * @typedef {{ from: number, to: number, at: number, begins: boolean, bytes: Uint8Array }} Part
 *
 * @typedef {object} Stretch bytes without a hole between them
 * @property {number} from place of the first
 * @property {Uint8Array} bytes
 * @property {{ from: number, at: number, begins: boolean }[]} marks when which bytes passed, in order
 */

import { fromBase64, joined } from "./bytes.js";

export class Tape {
  /** @type {Record<"up" | "down", Part[]>} */
  #pieces = { up: [], down: [] };
  /** Moves with every change. */
  version = 0;
  /** Bytes held. */
  size = 0;

  /** @param {Piece} piece what is known already is left out */
  add({ up, from, to, at, begins, data }) {
    const way = up ? "up" : "down";
    if (from < this.end(way)) return;
    const bytes = fromBase64(data);
    this.#pieces[way].push({ from, to, at, begins, bytes });
    this.size += bytes.length;
    this.version++;
  }

  /** The place after the last byte that is there. @param {"up" | "down"} way */
  end(way) {
    return this.#pieces[way].at(-1)?.to ?? 0;
  }

  /**
   * @param {"up" | "down"} way
   * @returns {Stretch[]} in order
   */
  stretches(way) {
    /** @type {Part[][]} */
    const groups = [];
    for (const piece of this.#pieces[way]) {
      const last = groups.at(-1);
      if (last?.at(-1)?.to === piece.from) last.push(piece);
      else groups.push([piece]);
    }
    return groups.map((parts) => ({
      from: parts[0]?.from ?? 0,
      bytes: joined(parts.map(({ bytes }) => bytes)),
      marks: parts.map(({ from, at, begins }) => ({ from, at, begins })),
    }));
  }
}
