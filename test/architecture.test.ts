import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/** What each folder may import besides itself; the same table is in ARCHITECTURE.md. A folder imports only folders above it. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: ["@zip.js/zip.js"],
  model: [],
  kernels: [],
  python: ["base", "model", "@vscode/tree-sitter-wasm"],
  ops: ["base", "model"],
  layers: ["model", "ops"],
  formats: ["base", "model", "python", "layers"],
  analysis: ["model", "layers"],
  hints: ["base", "model", "layers", "analysis"],
  data: ["base", "model", "@jsquash/jpeg", "@jsquash/png", "papaparse"],
  train: ["base", "model", "ops", "layers", "data"],
  protocol: ["base", "model", "valibot"],
  engine: ["base", "model", "ops", "layers", "data", "train", "protocol", "node"],
  picture: ["base", "model", "layers", "analysis", "hints", "protocol"],
  editor: ["base", "model", "layers", "formats", "analysis", "hints", "data", "protocol", "picture", "node", "vscode"],
  cli: [
    "base",
    "model",
    "python",
    "layers",
    "formats",
    "analysis",
    "hints",
    "protocol",
    "engine",
    "picture",
    "node",
    "commander",
  ],
  webview: ["base", "model", "protocol", "chart.js", "d3-dag", "d3-selection", "d3-zoom", "valibot"],
};

/** Folders that hold many things of one kind: `index.ts` lists every file but the definitions. */
const lists: Readonly<Record<string, readonly string[]>> = {
  data: ["batches", "dataset", "fit", "limits", "split"],
  "data/generated": ["canvas", "generated", "points"],
  hints: ["findings", "hint", "ignore", "layout", "loss", "model", "moves", "signal", "steps", "walk"],
  layers: ["activations", "config", "layer", "objects", "operations", "param", "response"],
};

const root = resolve(import.meta.dirname, "..");
const pathOf = (folder: string): string => join(root, folder === "webview" ? folder : `src/${folder}`);
const folderOf = (file: string): string =>
  relative(root, file)
    .replace(/^src\//, "")
    .split("/")[0]!;

function* importsOf(file: string): Generator<string> {
  for (const { fileName: name } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
    if (name.startsWith(".")) yield folderOf(resolve(dirname(file), name));
    else if (name.startsWith("node:")) yield "node";
    else yield name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : name.replace(/^(chart\.js)\/.*/, "$1");
  }
}

const filesOf = (folder: string): string[] =>
  existsSync(pathOf(folder))
    ? readdirSync(pathOf(folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"))
    : [];

describe("who imports whom", () => {
  for (const [folder, allowed] of Object.entries(mayImport))
    test(`${folder} imports only ${[folder, ...allowed].join(", ")}`, () => {
      for (const name of filesOf(folder))
        for (const imported of importsOf(join(pathOf(folder), name)))
          expect([folder, ...allowed], `${folder}/${name}`).toContain(imported);
    });

  test("a folder imports only folders above it, so there is no cycle", () => {
    const order = Object.keys(mayImport);
    for (const [folder, allowed] of Object.entries(mayImport))
      for (const other of allowed.filter((name) => order.includes(name)))
        expect(order.indexOf(other), `${folder} imports ${other}`).toBeLessThan(order.indexOf(folder));
  });

  test("every folder is in the table", () => {
    const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) expect(Object.keys(mayImport)).toContain(name);
  });
});

describe("lists are complete", () => {
  for (const [folder, definitions] of Object.entries(lists))
    test(`src/${folder}/index.ts lists every file, in order`, () => {
      const files = readdirSync(pathOf(folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name.replace(/\.ts$/, ""))
        .filter((name) => name !== "index" && !definitions.includes(name));
      const text = readFileSync(join(pathOf(folder), "index.ts"), "utf8");
      const listed = [...text.matchAll(/from "\.\/(\w+)";/g)]
        .map((match) => match[1]!)
        .filter((name) => !definitions.includes(name));
      expect(listed).toEqual(files.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    });
});
