/** `batchwise fold`: a trained model for prediction alone, without the normalizations that other layers can take in. */
import { existsSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { infer, type Analysis } from "../analysis/infer";
import { Trouble } from "../base/trouble";
import { cannotWrite, writeWhole } from "../engine/disk";
import { foldWeights } from "../engine/fold";
import { compileKernels } from "../engine/kernels";
import { modelSource } from "../formats/modelSource";
import { foldedAbout, foldedModel, foldSentences, isSound } from "../picture/fold";
import { english } from "../picture/text";
import { holds } from "../protocol/proof";
import { beside, chooseModel, readModelFile, readRun } from "./models";
import { Exit, FAILED, print, printJson } from "./terminal";

interface Options {
  readonly model?: string;
  readonly weights?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export const fold = (program: Command): Command =>
  program
    .command("fold")
    .description("write a trained model for prediction, with BatchNormalization folded into the layers before it")
    .argument("<run>", "folder of a run, or a Keras model in Python with --weights")
    .option("--model <name>", "which model of the file")
    .option("--weights <file>", "a .npz file of weights (default: the run's best, else its last)")
    .option("--out <folder>", "where model.py and weights.npz are written (default: folded, in the run's folder)")
    .option("--json", "one JSON value")
    .action(async (path: string, options: Options) => {
      const { analysis, weights, out } = await trained(path, options);
      const made = foldedModel(analysis);
      if (!made)
        throw new Trouble(
          `${analysis.graph.name} has no BatchNormalization right behind a layer that can take it in.`,
          path,
        );
      // what cannot be written is told before anything is
      modelSource(made.graph, "weights.npz", []);
      await mkdir(out, { recursive: true }).catch((error: unknown) => {
        throw cannotWrite(out, error);
      });
      const [source, numbers] = [join(out, "model.py"), join(out, "weights.npz")];
      const kernels = compileKernels(beside("kernels.wasm"));
      const proof = await foldWeights(analysis.graph, made.graph, made.claim, weights, numbers, kernels);
      const said = foldSentences(made, proof, english);
      if (isSound(proof)) await writeWhole(source, modelSource(made.graph, "weights.npz", foldedAbout(made, said)));
      if (options.json) {
        const { folded, left, params } = made;
        printJson({
          model: analysis.graph.name,
          folded,
          left,
          params: { before: params[0], after: params[1] },
          proof: "unknown" in proof ? proof : { ...proof, holds: holds(proof) },
          source: isSound(proof) ? source : null,
          weights: isSound(proof) ? numbers : null,
        });
      } else {
        for (const sentence of said) print(sentence);
        print(isSound(proof) ? `Written: ${source}, ${numbers}` : "Nothing is written.");
      }
      if (!isSound(proof)) throw new Exit(FAILED);
    });

interface Trained {
  readonly analysis: Analysis;
  readonly weights: string;
  readonly out: string;
}

async function trained(path: string, { model, weights, out }: Options): Promise<Trained> {
  if (existsSync(path) && statSync(path).isDirectory()) {
    const own = ["best.npz", "weights.npz"].map((name) => join(path, name)).find((file) => existsSync(file));
    const from = weights ?? own;
    if (from === undefined) throw new Trouble("This run has no weights yet.", path);
    return { analysis: infer(readRun(path).job.graph), weights: from, out: out ?? join(path, "folded") };
  }
  const file = await readModelFile(path);
  if (weights === undefined)
    throw new Trouble("Give the trained weights with --weights FILE.npz, or the folder of a run.");
  return { analysis: chooseModel(file, model), weights, out: out ?? join(dirname(weights), "folded") };
}
