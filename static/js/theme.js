// Runs before the first paint, so that a chosen theme never flashes. A classic script: it may block, it is tiny.
// The choice: ?theme= in the address wins (slides, shared links), then what this browser remembers, then the system.
(() => {
  const asked = new URLSearchParams(location.search).get("theme");
  const known = (/** @type {string | null} */ theme) => theme === "light" || theme === "dark";
  let theme = asked;
  try {
    theme = known(asked) ? asked : localStorage.getItem("theme");
  } catch {
    // Storage is closed to us (a private window, a frame on another site): the system decides.
  }
  if (theme && known(theme)) document.documentElement.dataset.theme = theme;
})();
