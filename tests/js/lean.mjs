// Reads [[name, as written, as served], …] from its input and prints the names of modules that differ once esbuild has
// taken away what means nothing. Run by tests/unit/test_lean.py.

import { text } from "node:stream/consumers";
import { transform } from "esbuild";

const OPTIONS = { minify: true, legalComments: "none", format: "esm" };

for (const [name, written, served] of JSON.parse(await text(process.stdin))) {
  const [before, after] = await Promise.all([transform(written, OPTIONS), transform(served, OPTIONS)]);
  if (before.code !== after.code) process.stdout.write(`${name}\n`);
}
