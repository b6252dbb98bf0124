/** `<stage-bar>`: a bar of a share of its row. Its length is set by script: the CSP allows no style attribute. */

export class StageBar extends HTMLElement {
  /** @param {number} share 0 to 1 */
  set share(share) {
    this.style.inlineSize = `${(share * 100).toFixed(2)}%`;
    this.toggleAttribute("data-empty", share === 0);
  }
}

customElements.define("stage-bar", StageBar);
