/**
 * Builds everything that runs, into `dist/`; with `--watch` again after every change. Says how large each program is, and fails when
 * one is larger than it may be.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle, context } from "esbuild";
import { leaveOut, leaveOutDocs } from "./scripts/leaveOut.mjs";

process.chdir(dirname(fileURLToPath(import.meta.url)));
const watch = process.argv.includes("--watch");

/** What runs in Node beside the extension: the processes that it forks, the command line. */
const programs = {
  reader: "src/reader.ts",
  thread: "src/engine/thread.ts",
  decoder: "src/engine/decoder.ts",
  cli: "src/cli.ts",
};
/** Those that train, and tell nobody what a layer is. */
const trainers = { trainer: "src/trainer.ts", bench: "src/bench.ts" };
const webviews = ["graph", "training"];
/** What runs inside the editor's own process under test. */
const suite = "test/editor";

/** Files that a library reads at run time; they lie beside the programs that use it. */
const assets = {
  "@vscode/tree-sitter-wasm": ["wasm/tree-sitter.wasm", "wasm/tree-sitter-python.wasm"],
  "@jsquash/jpeg": ["codec/dec/mozjpeg_dec.wasm"],
  "@jsquash/png": ["codec/pkg/squoosh_png_bg.wasm"],
};

/** Bytes. */
const largest = { "dist/extension.js": 350_000, "dist/webview/graph.js": 350_000, "dist/webview/training.js": 350_000 };

const existing = (entries) => Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));

const shared = { bundle: true, minify: !watch, sourcemap: "linked", metafile: true, logLevel: "warning" };
// what is said in Chinese takes half the room when it is not escaped
const node = { ...shared, platform: "node", format: "cjs", target: "node20", charset: "utf8" };

const builds = [
  {
    ...node,
    entryPoints: existing({ extension: "src/extension.ts" }),
    outdir: "dist",
    external: ["vscode"],
    plugins: [leaveOut],
  },
  ...[{ entryPoints: existing(programs) }, { entryPoints: existing(trainers), plugins: [leaveOutDocs] }].map(
    (build) => ({
      ...node,
      ...build,
      outdir: "dist",
      external: ["vscode"],
      // its form for Node finds its parts only beside it
      alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    }),
  ),
  {
    ...shared,
    platform: "browser",
    format: "iife",
    target: "es2022",
    entryPoints: webviews.flatMap((name) =>
      ["main.ts", "style.css"]
        .map((file) => ({ in: `webview/${name}/${file}`, out: name }))
        .filter((entry) => existsSync(entry.in)),
    ),
    outdir: "dist/webview",
  },
  {
    ...node,
    minify: false,
    entryPoints: existsSync(suite)
      ? readdirSync(suite)
          .filter((file) => file.endsWith(".ts"))
          .map((file) => join(suite, file))
      : [],
    outdir: "out/editor",
    external: ["vscode", "mocha"],
  },
];

function copyAssets({ inputs }) {
  for (const [library, files] of Object.entries(assets))
    if (Object.keys(inputs).some((input) => input.includes(`node_modules/${library}/`)))
      for (const file of files) copyFileSync(join("node_modules", library, file), join("dist", basename(file)));
}

/** One line for each program; false when one is too large. */
function report({ outputs }) {
  let fits = true;
  for (const [file, { bytes }] of Object.entries(outputs)) {
    if (!file.startsWith("dist/") || file.endsWith(".map")) continue;
    const limit = largest[file];
    const tooLarge = limit !== undefined && bytes > limit && !watch;
    const kilobytes = (size) => `${(size / 1000).toFixed(0)} kB`;
    const remark = limit === undefined ? "" : ` of ${kilobytes(limit)}${tooLarge ? ": TOO LARGE" : ""}`;
    console.log(`${file.padEnd(28)}${kilobytes(bytes).padStart(8)}${remark}`);
    fits &&= !tooLarge;
  }
  return fits;
}

/** What is written once when the product is built, made by the product's own code. */
async function load(entry) {
  const outfile = join("out", "build", basename(entry).replace(".ts", ".cjs"));
  await bundle({ entryPoints: [entry], outfile, bundle: true, format: "cjs", platform: "node", logLevel: "warning" });
  return createRequire(import.meta.url)(`./${outfile}`);
}

const translations = (name) => JSON.parse(readFileSync(`l10n/${name}.zh-cn.json`, "utf8"));

/** What layers are documented with, in both languages: the editor's program reads it when it is wanted. */
async function writeLayerDocs() {
  const { layerDocs } = await load("src/picture/layerDocs.ts");
  const chinese = translations("layers");
  writeFileSync("dist/layers.json", JSON.stringify(layerDocs((text) => text)));
  writeFileSync("dist/layers.zh-cn.json", JSON.stringify(layerDocs((text) => chinese[text] ?? text)));
}

/** A page for each hint, as `batchwise check --json` names it: the text that the editor shows, in both languages, and a picture. */
async function writeHintPages() {
  const { hintPages } = await load("scripts/hintPages.ts");
  mkdirSync("dist/hints", { recursive: true });
  const parser = { engine: asset("tree-sitter.wasm"), grammar: asset("tree-sitter-python.wasm") };
  for (const [name, text] of await hintPages(parser, translations("bundle.l10n")))
    writeFileSync(join("dist/hints", name), text);
}

const asset = (name) => readFileSync(join("node_modules/@vscode/tree-sitter-wasm/wasm", name));

const finish = {
  name: "finish",
  setup: (build) =>
    build.onEnd(({ metafile, errors }) => {
      if (errors.length > 0 || !metafile) return;
      copyAssets(metafile);
      if (!report(metafile)) process.exitCode = 1;
    }),
};

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });
if (existsSync("scripts/kernels.mjs")) {
  const { status } = spawnSync(process.execPath, ["scripts/kernels.mjs"], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
await writeLayerDocs();
await writeHintPages();
for (const options of builds) {
  if (Object.keys(options.entryPoints).length === 0) continue;
  const build = await context({ ...options, plugins: [...(options.plugins ?? []), finish] });
  try {
    if (watch) await build.watch();
    else await build.rebuild();
  } catch {
    process.exitCode = 1; // esbuild has said what is wrong
  }
  if (!watch) await build.dispose();
}
