/**
 * `<site-keys>`: single keys that work on every page: / search, n and p the lessons after and before, ? the list of them.
 *
 * They act only while focus is not in a field. The list names those that act on this page, and a stage's besides.
 */

import { make } from "../dom/make.js";
import { styles } from "../dom/styles.js";
import { wanted } from "../dom/wanted.js";
import { whenIdle } from "../dom/when-idle.js";
import { isWithin } from "../dom/within.js";

const fetchPanel = () => wanted("Search", () => import("./search-panel.js"));
const fetchList = () => wanted("The list of keys", () => import("./keys-list.js"));

const FIELDS = "input, textarea, select, dialog, [contenteditable], [role=slider], .grip";

export class SiteKeys extends HTMLElement {
  #leaving = new AbortController();
  /** @type {HTMLDialogElement | null} */
  #search = null;
  /** What was typed since search was asked for, as long as it is on its way; null: it is not. @type {string | null} */
  #typed = null;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    document.addEventListener("keydown", (event) => this.#key(event), { signal, capture: true });
    const link = document.querySelector("a[data-search]");
    link?.addEventListener("click", (event) => this.#onSearch(/** @type {MouseEvent} */ (event)), { signal });
    whenIdle(() => fetchAhead(), signal);
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {MouseEvent} event */
  #onSearch(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // In a tab of its own.
    event.preventDefault();
    this.#openSearch();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (isWithin(event.target, FIELDS)) return;
    if (this.#typed !== null && event.key.length === 1) return this.#typeAhead(event);
    const lesson = /** @type {HTMLElement | null} */ (document.querySelector("article.lesson"));
    const act = {
      "/": () => this.#openSearch(),
      "?": () => this.showList(),
      n: lesson?.dataset.after ? () => location.assign(lesson.dataset.after ?? "") : undefined,
      p: lesson?.dataset.before && !stageRuns() ? () => location.assign(lesson.dataset.before ?? "") : undefined,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** Whoever asked for search types on: these keys are for its field. @param {KeyboardEvent} event */
  #typeAhead(event) {
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== "/") this.#typed += event.key;
  }

  async #openSearch() {
    this.#typed ??= "";
    const panel = await this.#fetched("Search", fetchPanel());
    const typed = this.#typed ?? "";
    this.#typed = null;
    if (!panel) return;
    const { SearchPanel } = panel;
    if (!this.#search) {
      this.#search = this.#dialog("Search", new SearchPanel());
      this.#search.classList.add("search-dialog");
    }
    if (!this.#search.open) this.#search.showModal();
    /** @type {InstanceType<typeof SearchPanel> | null} */ (this.#search.querySelector("search-panel"))?.begin(typed);
  }

  /** Every key that acts on this page. */
  async showList() {
    const keys = await this.#fetched("Keys", fetchList());
    if (!keys) return;
    const open = /** @type {HTMLDialogElement | null} */ (this.querySelector(".keys-dialog"));
    const dialog = open ?? this.#dialog("Keys", ...keys.lists());
    dialog.classList.add("keys-dialog");
    dialog.showModal();
  }

  /**
   * What a dialog is made of, with the look of dialogs, or why it cannot be shown in its place; without its look it is
   * plain, and can be read.
   * @template T
   * @param {string} title
   * @param {Promise<T>} part
   */
  async #fetched(title, part) {
    try {
      const [module] = await Promise.all([part, styles("dialogs")]);
      return module;
    } catch (error) {
      this.#dialog(title, make("p", { role: "alert" }, /** @type {Error} */ (error).message)).showModal();
      return null;
    }
  }

  /**
   * @param {string} title
   * @param {...Node} content
   */
  #dialog(title, ...content) {
    const close = make("button", { class: "button", value: "close" }, "Close");
    const dialog = make(
      "dialog",
      { class: "site-dialog", "aria-label": title },
      make("form", { method: "dialog" }, make("h2", {}, title), close),
      ...content,
    );
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog)
        dialog.close(); // The ground around it.
      else if (event.target instanceof Element && event.target.closest("a")) dialog.close();
    });
    this.append(dialog);
    return dialog;
  }
}

/**
 * What opens over the page, so that it opens at once, and without the network. The index, the largest part, comes last:
 * once it is here, all is here. Whatever is missing is asked for again when it is wanted.
 */
async function fetchAhead() {
  const [panel] = await Promise.allSettled([fetchPanel(), fetchList(), styles("dialogs")]);
  if (panel.status === "fulfilled") panel.value.fetchIndex().catch(() => {});
}

/** While a stage runs in the window, P pauses it. */
function stageRuns() {
  return [...document.querySelectorAll("stage-gate[data-state=running]")].some((stage) => {
    const { top, bottom } = stage.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
}

customElements.define("site-keys", SiteKeys);
