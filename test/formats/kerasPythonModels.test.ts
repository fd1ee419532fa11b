import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../src/model/graph";
import { layerByType } from "../../src/layers/index";
import { read, summary } from "../support/reader";

const root = join(import.meta.dirname, "../..");
const fixtures = join(root, "test/fixtures/keras");
const examples = join(root, "examples");

/** Model files, each with what Keras says of it. */
const files = [
  ...pythonIn(fixtures).map((file) => [file, file.replace(/py$/, "txt")] as const),
  ...pythonIn(examples).map(
    (file) => [file, join(root, "test/fixtures/examples", basename(file).replace(/py$/, "txt"))] as const,
  ),
];

function pythonIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".py"))
    .map((name) => join(folder, name));
}

/** Whether `layers/` knows every layer of a model: then nothing in it may be unknown. */
const isKnown = (graph: Graph): boolean =>
  graph.nodes.every(
    ({ type, operation, inner, opaque, weights }) =>
      (opaque === undefined || weights !== undefined) &&
      (operation === true || (inner ? isKnown(inner) : weights !== undefined || layerByType.has(type))),
  );

/** What is expected, with `?` where the model is not known and says so. */
function tolerant(actual: string, expected: string): string {
  const rows = actual.split("\n");
  return expected
    .split("\n")
    .map((line, i) => {
      const own = rows[i] ?? "";
      if (line.startsWith("total")) return own.includes("?") ? own : line;
      const [given, wanted] = [own.split(" | "), line.split(" | ")];
      return wanted.map((part, column) => (column > 1 && given[column] === "?" ? "?" : part)).join(" | ");
    })
    .join("\n");
}

describe("models read from Python are those that Keras makes", () => {
  for (const [file, summaries] of files)
    test(basename(file, ".py").replaceAll("_", " "), () => {
      const text = readFileSync(file, "utf8");
      const expected = readFileSync(summaries, "utf8").trim().split("\n\n");
      const { models } = read(text);
      const wanted = new Map(expected.map((block) => [block.split(":")[0]!, block]));
      for (const [name, block] of wanted) {
        const graph = models.find((model) => model.name === name);
        expect(graph, `${name} is found`).toBeDefined();
        const actual = summary(graph!);
        expect(actual).toBe(isKnown(graph!) ? block : tolerant(actual, block));
      }
    });
});
