/** `batchwise summary`: what `model.summary()` says, without running the file. */
import type { Command } from "commander";
import type { Analysis, Count, NodeFacts } from "../analysis/infer";
import { showCount } from "../picture/text";
import { shapeText, summaryRows } from "../picture/layers";
import { isUnknown, type Shape } from "../model/shape";
import { chooseModel, jsonPlace, placeOf, readModelFile, wholeModels, type ModelFile } from "./models";
import { bold, dim, print, printJson, table, tell } from "./terminal";

export const summary = (program: Command): Command =>
  program
    .command("summary")
    .description("layers, shapes and parameter counts of the models in a file")
    .argument("<file>", "Keras model in Python or JSON, or a .keras archive")
    .option("--model <name>", "only this model")
    .option("--json", "one JSON value")
    .action(async (path: string, options: { readonly model?: string; readonly json?: boolean }) => {
      const file = await readModelFile(path);
      const models = options.model === undefined ? wholeModels(file.models) : [chooseModel(file, options.model)];
      if (options.json) {
        printJson(jsonOf(file, models));
        return;
      }
      for (const model of models) print(textOf(model));
      for (const problem of file.problems) tell(`${placeOf(file, problem.span)}: ${problem.message}`);
    });

const dims = (shape: Shape | undefined) => shape?.map((dim) => (dim !== null && isUnknown(dim) ? "?" : dim)) ?? null;
const known = (count: Count): number | null => (typeof count === "number" ? count : null);

function rowOf(facts: NodeFacts, file: ModelFile) {
  const { node, shape, params, trainableParams } = facts;
  return {
    name: node.name,
    type: node.type,
    outputShape: dims(shape),
    params: known(params),
    trainableParams: known(trainableParams),
    inputs: [...node.inputs, ...(node.masks ?? [])].map(({ from }) => from),
    ...jsonPlace(file, node.span),
  };
}

function jsonOf(file: ModelFile, models: readonly Analysis[]) {
  return {
    file: file.source.name,
    models: models.map((model) => {
      const [total, trainable] = [known(model.params), known(model.trainableParams)];
      const outputs = model.graph.outputs.map(({ from }) => dims(model.byId.get(from)?.shape));
      return {
        name: model.graph.name,
        class: model.graph.class,
        layers: summaryRows(model).map((facts) => rowOf(facts, file)),
        totalParams: total,
        trainableParams: trainable,
        nonTrainableParams: total === null || trainable === null ? null : total - trainable,
        multiplyAdds: known(model.multiplyAdds),
        outputShape: outputs.length === 1 ? outputs[0] : outputs,
      };
    }),
    problems: file.problems.map(({ severity, code, message, span, model }) => ({
      severity,
      code,
      message,
      ...jsonPlace(file, span),
      model: model ?? null,
    })),
  };
}

function textOf(model: Analysis): string {
  const { graph, params, trainableParams, multiplyAdds } = model;
  const rows = summaryRows(model).map(({ node, shape, params: own }) => [
    `${node.name} (${node.type})`,
    shapeText(shape),
    showCount(own),
  ]);
  const frozen =
    typeof params === "number" && typeof trainableParams === "number" ? params - trainableParams : undefined;
  const lines = table([["Layer", "Output shape", "Parameters"], ...rows], new Set([2])).split("\n");
  return [
    bold(`${graph.name} (${graph.class})`),
    "",
    dim(lines[0]!),
    ...lines.slice(1),
    "",
    `${showCount(params)} parameters: ${showCount(trainableParams)} trainable, ${frozen === undefined ? "?" : showCount(frozen)} not`,
    `${showCount(multiplyAdds)} multiply-adds for one sample`,
    "",
  ].join("\n");
}
