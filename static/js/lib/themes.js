/** What a reader can choose, and a link can ask for; `theme.js` applies it before the first paint. */
export const THEMES = /** @type {const} */ (["system", "light", "dark"]);
