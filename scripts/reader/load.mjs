/** The reader as scripts use it: built from the source as it is now, in this process. */
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** What scripts need of the product, by name. */
const entry = `
  export { infer } from "./src/analysis/infer";
  export { showShape } from "./src/model/shape";
  export { formats } from "./src/formats/index";
  export { Refusal } from "./src/formats/format";
  export { neighbour } from "./src/engine/neighbours";
  export { tableColumns } from "./src/engine/tableColumns";
  export { createParser } from "./src/python/parser";
  export { paint } from "./src/picture/document";
  export { findings } from "./src/hints/findings";
  export { hints } from "./src/hints/index";
  export { RandomStream } from "./src/base/random";
  export { applied, editKinds, expectedGraph, outline } from "./test/support/editCases";
  export { asNotebook, mutants } from "./test/support/mutants";
  export { keystrokes } from "./test/support/keystrokes";
`;

/** Scripts that run at the same time take files of their own. */
export async function loadReader(file = "reader.cjs") {
  const outfile = join(root, "out/scripts", file);
  await build({
    absWorkingDir: root,
    stdin: { contents: entry, resolveDir: root, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // the usual form of jsonc-parser asks for its parts by paths that a bundle does not have
    mainFields: ["module", "main"],
    outfile,
    logLevel: "warning",
  });
  const require = createRequire(import.meta.url);
  const product = require(outfile);
  const folder = dirname(require.resolve("@vscode/tree-sitter-wasm"));
  const python = await product.createParser({
    engine: readFileSync(join(folder, "tree-sitter.wasm")),
    grammar: readFileSync(join(folder, "tree-sitter-python.wasm")),
  });
  return {
    ...product,
    root,
    formats: product.formats({ python, neighbour: product.neighbour, tableColumns: product.tableColumns }),
  };
}
