/**
 * `<search-panel>`: a field, and what is found while one types. The index of all lessons and terms is fetched once, before
 * or with the panel; nothing that is typed leaves the browser.
 */

import { make } from "../dom/make.js";
import { search } from "../lib/search.js";

const INDEX = new URL("../../search.json", import.meta.url);

const NO_INDEX = "The index of the course could not be loaded. When you are online again, type on.";

/** @type {Promise<import("../lib/search.js").Entry[]> | null} */
let entries = null;

/** The index, fetched once; after a failure, again. */
export function fetchIndex() {
  entries ??= fetch(INDEX)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`answered ${answer.status}`))))
    .catch((error) => {
      entries = null;
      throw error;
    });
  return entries;
}

export class SearchPanel extends HTMLElement {
  #results = make("ol", { class: "search-results plain-list" });
  #says = make("p", { class: "search-says", role: "status" });
  #field = make("input", {
    type: "text",
    role: "searchbox",
    id: "search-field",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "search",
  });

  connectedCallback() {
    if (this.firstChild) return;
    const label = make("label", { for: "search-field" }, "Search all lessons and the glossary");
    this.append(label, this.#field, this.#says, this.#results);
    this.#field.value = this.dataset.query ?? "";
    this.#field.addEventListener("input", () => this.#find());
    this.addEventListener("keydown", (event) => this.#key(event));
    this.#find();
    if ("query" in this.dataset) this.#field.focus();
  }

  /** Ready for another search. @param {string} typed of it already */
  begin(typed) {
    this.#field.focus();
    if (!typed) return this.#field.select();
    this.#field.value = typed;
    this.#find();
  }

  async #find() {
    const query = this.#field.value;
    if (query.trim() !== "" && this.#results.children.length === 0) this.#says.textContent = "Searching.";
    const index = await fetchIndex().catch(() => null);
    if (query !== this.#field.value) return; // More was typed meanwhile.
    if (index === null) {
      this.#results.replaceChildren();
      this.#says.textContent = query.trim() === "" ? "" : NO_INDEX;
      return;
    }
    const found = search(index, query);
    this.#results.replaceChildren(...found.map(row));
    this.#says.textContent =
      query.trim() === "" ? "" : found.length === 0 ? "Nothing found. Try fewer or shorter words." : "";
    if (found.length > 0) this.#says.textContent = found.length === 1 ? "One place" : `${found.length} places`;
  }

  /** Up and down walk through field and results. @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...this.#results.querySelectorAll("a")];
    if (event.key === "Enter" && event.target === this.#field && links[0]) links[0].click();
    else if (step) {
      const stops = [this.#field, ...links];
      const at = stops.indexOf(/** @type {any} */ (document.activeElement));
      stops[Math.min(Math.max(at + step, 0), stops.length - 1)]?.focus();
    } else return;
    event.preventDefault();
  }
}

/** @param {import("../lib/search.js").Found} found */
function row({ entry, excerpt }) {
  const place = make("span", { class: "search-place" }, entry.place);
  return make(
    "li",
    {},
    make("a", { href: entry.href }, make("b", {}, entry.title), " ", place),
    make("p", {}, excerpt),
  );
}

customElements.define("search-panel", SearchPanel);
