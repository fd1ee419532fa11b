/** The Python reader as tests use it: made once, and results as text. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { infer, type Count, type NodeFacts } from "../../src/analysis/infer";
import type { Reading } from "../../src/formats/format";
import { kerasPython } from "../../src/formats/kerasPython";
import type { Graph } from "../../src/model/graph";
import { showShape } from "../../src/model/shape";
import { summaryRows } from "../../src/picture/layers";
import { createParser } from "../../src/python/parser";

const folder = dirname(createRequire(import.meta.url).resolve("@vscode/tree-sitter-wasm"));

export const parser = await createParser({
  engine: readFileSync(join(folder, "tree-sitter.wasm")),
  grammar: readFileSync(join(folder, "tree-sitter-python.wasm")),
});
export const format = kerasPython(parser);

export const read = (text: string, name = "model.py"): Reading => format.read({ name, text });

/** The only model of a text. */
export function readModel(text: string): Graph {
  const { models } = read(text);
  if (models.length !== 1) throw new Error(`${models.length} models: ${models.map(({ name }) => name).join(", ")}`);
  return models[0]!;
}

const showCount = (count: Count): string => (typeof count === "number" ? String(count) : "?");

const row = ({ node, shape, params }: NodeFacts): string =>
  `${node.name} | ${node.type} | ${shape ? showShape(shape) : "?"} | ${showCount(params)}`;

/** A model as `scripts/oracle/summaries.py` writes what Keras says of it. */
export function summary(graph: Graph): string {
  const analysis = infer(graph);
  const { params, trainableParams } = analysis;
  const rest =
    typeof params === "number" && typeof trainableParams === "number" ? String(params - trainableParams) : "?";
  return [
    `${graph.name}: ${graph.class}`,
    ...summaryRows(analysis).map(row),
    `total ${showCount(params)}, trainable ${showCount(trainableParams)}, not ${rest}`,
  ].join("\n");
}
