/** The sign of a transport: its lane in miniature. */

import { html } from "../../vendor/lit.js";
import { SIGN, SIGNS } from "../lib/paint/sign.js";

const VIEW_BOX = `0 0 ${SIGN.width} ${SIGN.height}`;

/** @param {import("../lib/scene.js").Look} look */
export function signOf({ kind }) {
  const { area, lines, heads } = SIGNS[kind];
  return html`<svg class="lane-sign" viewBox=${VIEW_BOX} aria-hidden="true">
    <path class="area" d=${area} />
    <path class="lines" d=${lines} />
    <path class="heads" d=${heads} />
  </svg>`;
}
