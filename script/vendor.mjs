/**
 * Builds static/vendor from node_modules: what the browser needs and we did not write.
 *
 *   lit.js      what the elements use of Lit, as one module
 *   lit.d.ts    the same exports for `tsc --checkJs`
 *   fonts.css   @font-face rules for the five faces of the design, latin and latin-ext
 *   fonts/      their files, and the licences they come under
 *
 * Run by script/vendor.py (script/vendor, script/run, app.py) after `npm ci`.
 * The result is written beside the old one and then put in its place, so a running
 * site never sees half of it.
 */

import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, "node_modules");
const TARGET = join(ROOT, "static", "vendor");

/** What static/vendor/lit.js exports, and no more, for every page with a stage loads it: also, word for word, its type declarations. */
const LIT = `export { html, LitElement, nothing, svg } from "lit";
export type { PropertyDeclarations } from "lit";
export { repeat } from "lit/directives/repeat.js";
`;

/**
 * The faces of the design. A variable face holds every weight between two; a static one holds one.
 *
 * @typedef {{ family: string, pkg: string, file: string, weight: string, style: "normal" | "italic" }} Face
 * @type {Face[]}
 */
const FACES = [
  face("Source Serif 4", "@fontsource/source-serif-4", "400-normal", "400"),
  face("Source Serif 4", "@fontsource/source-serif-4", "400-italic", "400", "italic"),
  face("Source Serif 4", "@fontsource/source-serif-4", "600-normal", "600"),
  face("Instrument Sans", "@fontsource-variable/instrument-sans", "wght-normal", "400 700"),
  face("Atkinson Hyperlegible Mono", "@fontsource-variable/atkinson-hyperlegible-mono", "wght-normal", "200 800"),
];

/** Each subset is a file of its own: the browser fetches one only when a page holds its letters. */
const SUBSETS = ["latin-ext", "latin"];

/**
 * @param {string} family
 * @param {string} pkg
 * @param {string} file
 * @param {string} weight
 * @param {"normal" | "italic"} style
 * @returns {Face}
 */
function face(family, pkg, file, weight, style = "normal") {
  return { family, pkg, file, weight, style };
}

/** @param {string} folder */
async function buildLit(folder) {
  await build({
    stdin: { contents: LIT, resolveDir: ROOT, sourcefile: "lit-entry.ts", loader: "ts" },
    outfile: join(folder, "lit.js"),
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    legalComments: "eof",
    logLevel: "warning",
  });
  await writeFile(join(folder, "lit.d.ts"), LIT);
}

/** @param {string} folder */
async function buildFonts(folder) {
  await mkdir(join(folder, "fonts"));
  const rules = [];
  for (const one of FACES) {
    for (const subset of SUBSETS) {
      rules.push(await placeFont(folder, one, subset));
    }
    const name = one.pkg.split("/")[1];
    await cp(join(MODULES, one.pkg, "LICENSE"), join(folder, "fonts", `${name}.LICENSE.txt`));
  }
  await writeFile(join(folder, "fonts.css"), rules.join("\n"));
}

/**
 * Copies one font file and answers with the rule that uses it.
 *
 * @param {string} folder
 * @param {Face} one
 * @param {string} subset
 */
async function placeFont(folder, one, subset) {
  const name = `${one.pkg.split("/")[1]}-${subset}-${one.file}.woff2`;
  await cp(join(MODULES, one.pkg, "files", name), join(folder, "fonts", name));
  const ranges = JSON.parse(await readFile(join(MODULES, one.pkg, "unicode.json"), "utf8"));
  return `@font-face {
  font-family: "${one.family}";
  font-style: ${one.style};
  font-weight: ${one.weight};
  font-display: swap;
  src: url("fonts/${name}") format("woff2");
  unicode-range: ${ranges[subset]};
}
`;
}

const fresh = `${TARGET}.${process.pid}`;
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
await buildLit(fresh);
await buildFonts(fresh);
await rm(TARGET, { recursive: true, force: true });
await rename(fresh, TARGET);
