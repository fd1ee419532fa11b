import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** What each folder may import besides itself: the table of ARCHITECTURE.md, in its order. */
const table = /```imports\n(.*?)```/s.exec(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"))![1]!;
const mayImport = new Map(
  [...table.matchAll(/^(\S+) +(.*)$/gm)].map(
    ([, folder, allowed]) => [folder!, allowed!.split(" ").filter((name) => name !== "-")] as const,
  ),
);

/** Folders that hold many things of one kind: `index.ts` lists every file but the definitions. */
const lists: Readonly<Record<string, readonly string[]>> = {
  data: ["batches", "dataset", "fit", "limits", "split"],
  "data/generated": ["canvas", "generated", "points"],
  hints: ["absorb", "adversary", "findings", "fold", "hint", "ignore", "layout", "loss", "model", "moves", "signal", "steps", "walk"],
  layers: ["activations", "call", "config", "layer", "objects", "operations", "param", "response"],
  "train/callbacks": ["callback", "filepath", "frequency", "monitor", "react"],
  "train/losses": ["hingeLabels", "loss", "overlap", "probability", "reduction"],
  "train/metrics": ["confusion", "metric"],
  "train/optimizers": ["compose", "learningRate", "optimizer"],
  "train/schedules": ["schedule"],
};

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
  for (const [folder, allowed] of mayImport)
    test(`${folder} imports only ${[folder, ...allowed].join(", ")}`, () => {
      for (const name of filesOf(folder))
        for (const imported of importsOf(join(pathOf(folder), name)))
          expect([folder, ...allowed], `${folder}/${name}`).toContain(imported);
    });

  test("a folder imports only folders above it, so there is no cycle", () => {
    const order = [...mayImport.keys()];
    for (const [folder, allowed] of mayImport)
      for (const other of allowed.filter((name) => order.includes(name)))
        expect(order.indexOf(other), `${folder} imports ${other}`).toBeLessThan(order.indexOf(folder));
  });

  test("the table has every folder, and no other", () => {
    const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...mayImport.keys()].sort()).toEqual([...folders.map(({ name }) => name), "webview"].sort());
  });

  test("nothing has a way to the network", () => {
    for (const folder of mayImport.keys())
      for (const name of filesOf(folder))
        expect(readFileSync(join(pathOf(folder), name), "utf8"), `${folder}/${name}`).not.toMatch(
          /"(?:node:)?(?:https?|http2|net|tls|dgram|dns)"|\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\(/,
        );
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
