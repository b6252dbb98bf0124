// Runs before the first paint, so that a chosen theme never flashes. A classic script: it may block, it is tiny.
// The choice: ?theme= in the address wins (slides, shared links), then what this browser remembers, then the system.
(() => {
  let theme = new URLSearchParams(location.search).get("theme");
  if (theme !== "system" && theme !== "light" && theme !== "dark") {
    try {
      theme = localStorage.getItem("theme");
    } catch {
      // Storage is closed to us (a private window, a frame on another site): the system decides.
    }
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
