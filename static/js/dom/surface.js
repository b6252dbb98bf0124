/**
 * A canvas that keeps as many device pixels as its place on the page has, at most two for each CSS px: beyond that a
 * frame costs more than anyone can see.
 */

const DPR_MAX = 2;

export class Surface {
  width = 0;
  height = 0;
  dpr = 1;

  /**
   * @param {HTMLCanvasElement} canvas sized by CSS
   * @param {() => void} onResize called when it must be painted anew
   * @param {AbortSignal} signal
   */
  constructor(canvas, onResize, signal) {
    this.canvas = canvas;
    this.ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const observer = new ResizeObserver(() => {
      this.fit();
      onResize();
    });
    observer.observe(canvas);
    signal.addEventListener("abort", () => observer.disconnect());
    this.fit();
  }

  /** Takes the size the layout gives; scales so that painters work in CSS px. */
  fit() {
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.dpr = Math.min(devicePixelRatio, DPR_MAX);
    this.canvas.width = Math.round(this.width * this.dpr);
    this.canvas.height = Math.round(this.height * this.dpr);
    this.ctx.setTransform(this.dpr, 0, 0, this.dpr, 0, 0);
  }
}
