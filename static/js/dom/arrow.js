/** An arrow, for the fonts have none. */

import { draw } from "./make.js";

/** Up to the server, or down from it. @param {boolean} up */
export function arrow(up) {
  return draw(
    "svg",
    {
      viewBox: "0 0 12 12",
      width: 12,
      height: 12,
      class: "arrow",
      role: "img",
      "aria-label": up ? "to the server" : "to the browser",
    },
    draw("path", { d: up ? "M6 11V1.5M2 5.5 6 1.5l4 4" : "M6 1v9.5M2 6.5l4 4 4-4" }),
  );
}
