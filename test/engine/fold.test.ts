// A trained model written for prediction: its weights after folding give the same.
import { mkdtempSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { readWeights, writeNpz } from "../../src/base/npz";
import { foldWeights } from "../../src/engine/fold";
import { foldedModel, isSound } from "../../src/picture/fold";
import { kernels, threadFile } from "../support/run";
import { chain } from "../support/trial";

const graph = chain(
  ["InputLayer", { shape: [3] }],
  ["Dense", { units: 2, use_bias: false }, "dense"],
  ["BatchNormalization", { epsilon: 0.5 }, "norm"],
);
const numbers = (shape: readonly number[], ...data: readonly number[]) => ({ shape, data: Float32Array.from(data) });
const weights = [
  ["dense/kernel", numbers([3, 2], 1, 2, 3, 4, 5, 6)],
  ["norm/gamma", numbers([2], 2, 3)],
  ["norm/beta", numbers([2], 10, 20)],
  ["norm/moving_mean", numbers([2], 1, -1)],
  ["norm/moving_variance", numbers([2], 3.5, 0.5)],
] as const;

async function fold(given: typeof weights | readonly (typeof weights)[number][]) {
  const folder = mkdtempSync(join(tmpdir(), "fold-"));
  const [from, to] = [join(folder, "weights.npz"), join(folder, "folded.npz")];
  writeFileSync(from, await writeNpz(given));
  const made = foldedModel(infer(graph))!;
  const proof = await foldWeights(graph, made.graph, made.claim, from, to, kernels, threadFile);
  return { proof, made, to };
}

test("what the normalization does is in kernel and bias", async () => {
  const { proof, made, to } = await fold(weights);
  expect(isSound(proof)).toBe(true);
  expect(made.params).toEqual([14, 8]);
  const written = await readWeights(readFileSync(to));
  expect([...written.keys()]).toEqual(["dense/kernel", "dense/bias"]);
  // γ/√(σ² + ε) is 1 and 3
  expect([...written.get("dense/kernel")!.data]).toEqual([1, 6, 3, 12, 5, 18]);
  expect([...written.get("dense/bias")!.data]).toEqual([9, 23]);
});

test("weights of another model are told, and nothing is written", async () => {
  const { proof, to } = await fold(weights.slice(0, 3));
  expect(proof).toEqual({ unknown: "these are not the weights of this model" });
  expect(existsSync(to)).toBe(false);
});

test("a model without such a normalization has nothing to fold", () => {
  expect(foldedModel(infer(chain(["InputLayer", { shape: [3] }], ["Dense", { units: 2 }])))).toBeUndefined();
});
