/**
 * `<site-keys>`: single keys that work on every page: / search, n and p the lessons after and before, ? the list of them.
 *
 * They act only while focus is not in a field. The list names those that act on this page, and a stage's besides.
 */

import { make } from "../dom/make.js";
import { styles } from "../dom/styles.js";
import { whenIdle } from "../dom/when-idle.js";
import { keysOf } from "../lib/keys.js";

/** @type {[string, string][]} */
const SITE = [
  ["/", "search"],
  ["?", "this list"],
];

/** Within the course. @type {[string, string][]} */
const LESSON = [
  ["N", "next lesson"],
  ["P", "previous lesson, while no stage runs"],
];

/** On a lesson with a stage. @type {[string, string][]} */
const RUN = [["R", "run the stage, once its prediction is in"]];

const NOT_LOADED = "Search could not be loaded. Load the page again when you are online.";

const FIELDS = "input, textarea, select, dialog, [contenteditable], [role=slider], .grip";

export class SiteKeys extends HTMLElement {
  #leaving = new AbortController();
  /** @type {HTMLDialogElement | null} */
  #search = null;

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
    if (event.target instanceof Element && event.target.closest(FIELDS)) return;
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

  async #openSearch() {
    const parts = Promise.all([import("./search-panel.js"), styles("dialogs")]);
    const [panel] = await parts.catch(() => []);
    if (!panel) return this.#dialog("Search", make("p", { role: "alert" }, NOT_LOADED)).showModal();
    const { SearchPanel } = panel;
    if (!this.#search) {
      this.#search = this.#dialog("Search", new SearchPanel());
      this.#search.classList.add("search-dialog");
    }
    if (!this.#search.open) this.#search.showModal();
    /** @type {InstanceType<typeof SearchPanel> | null} */ (this.#search.querySelector("search-panel"))?.begin();
  }

  /** Every key that acts on this page. */
  async showList() {
    await styles("dialogs"); // Without them the list is plain, and can be read.
    const open = /** @type {HTMLDialogElement | null} */ (this.querySelector(".keys-dialog"));
    const dialog = open ?? this.#dialog("Keys", ...lists());
    dialog.classList.add("keys-dialog");
    dialog.showModal();
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

/** What opens over the page, so that it opens at once, and without the network. Whatever is missing is asked for again then. */
async function fetchAhead() {
  styles("dialogs");
  const panel = await import("./search-panel.js").catch(() => null);
  panel?.fetchIndex().catch(() => {});
}

/** While a stage runs in the window, P pauses it. */
function stageRuns() {
  return [...document.querySelectorAll("stage-gate[data-state=running]")].some((stage) => {
    const { top, bottom } = stage.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
}

function lists() {
  const lesson = document.querySelector("article.lesson") !== null;
  /** @type {HTMLElement[]} */
  const sections = [list(lesson ? [...SITE, ...LESSON] : SITE)];
  const stages = /** @type {NodeListOf<import("./live-stage.js").LiveStage>} */ (
    document.querySelectorAll("live-stage")
  );
  if (stages.length > 0) {
    // A stage that nobody came near yet has no scene.
    const all = [...stages].map((stage) => stage.scene?.controls ?? stage.getAttribute("controls") ?? "full");
    const keys = keysOf(all.includes("full") ? "full" : "mini").filter(({ keys: [key] }) => key !== "?");
    /** @type {[string, string][]} */
    const rows = keys.map(({ shown, says }) => [shown.join(" "), says]);
    sections.push(make("h3", {}, "On a stage"), list(lesson ? [...RUN, ...rows] : rows));
  }
  return sections;
}

/** @param {[string, string][]} rows */
function list(rows) {
  const pairs = rows.map(([key, says]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, says)));
  return make("dl", { class: "keys-list" }, ...pairs);
}

customElements.define("site-keys", SiteKeys);
