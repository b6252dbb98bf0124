/** `<stage-gate>`: a live stage within a lesson. Fetches the stage when it comes near the window. */

export class StageGate extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) import("./live-stage.js");
      },
      { rootMargin: "100%" },
    );
    observer.observe(this);
    this.#leaving.signal.addEventListener("abort", () => observer.disconnect());
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }
}

customElements.define("stage-gate", StageGate);
