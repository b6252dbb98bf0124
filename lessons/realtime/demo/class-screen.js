/** Something of a class on the whole screen, for the last row of the room. */

import { button } from "../../../js/dom/make.js";

/**
 * The button that fills the screen with an element, and gives the page back.
 * @param {HTMLElement} element
 * @param {{ height: number, width: number }} [size] px that are to be seen of it: it is enlarged to what the screen has
 */
export function screenButton(element, size) {
  const fill = button(
    "Fill the screen",
    () => {
      const done = document.fullscreenElement ? document.exitFullscreen() : element.requestFullscreen();
      done.catch(() => {}); // The browser forbids it, as in a frame.
    },
    "button fills-screen",
  );
  fill.hidden = !document.fullscreenEnabled; // A phone of Apple's fills its screen with videos only.
  const fit = () => {
    const full = document.fullscreenElement === element;
    fill.textContent = full ? "Back to the page" : "Fill the screen";
    if (!size) return;
    const times = Math.max(1, Math.min(innerHeight / size.height, innerWidth / size.width));
    element.style.setProperty("zoom", full ? String(times) : "");
  };
  element.addEventListener("fullscreenchange", fit);
  if (size) addEventListener("resize", fit); // The window may get its new size after it is told that it fills the screen.
  return fill;
}
