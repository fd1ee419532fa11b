// Theorems of hints, seen with numbers: both graphs on the engine, with random weights.
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { checkClaim } from "../../src/engine/proof";
import { hints } from "../../src/hints";
import { biasBeforeNormalization } from "../../src/hints/biasBeforeNormalization";
import { centerNotNeeded } from "../../src/hints/centerNotNeeded";
import { findings } from "../../src/hints/findings";
import { foldForInference } from "../../src/hints/foldForInference";
import type { Hint } from "../../src/hints/hint";
import { scaleNotNeeded } from "../../src/hints/scaleNotNeeded";
import type { Claim, FoldMove, SameFunction } from "../../src/model/claim";
import type { Graph } from "../../src/model/graph";
import { claimed, withFixes } from "../../src/picture/variant";
import { holds, type CannotCheck, type Proof, type SameProof } from "../../src/protocol/proof";
import { foundIn } from "../support/hints";
import { read } from "../support/reader";
import { kernels, threadFile } from "../support/run";
import { chain } from "../support/trial";

const dense = chain(
  ["InputLayer", { shape: [6] }],
  ["Dense", { units: 16 }],
  ["BatchNormalization", {}],
  ["Activation", { activation: "relu" }],
  ["Dense", { units: 4, activation: "softmax" }],
);
const pictures = chain(
  ["InputLayer", { shape: [12, 10, 3] }],
  ["Conv2D", { filters: 8, kernel_size: [3, 3] }],
  ["BatchNormalization", {}],
  ["MaxPooling2D", {}],
  ["Conv2D", { filters: 5, kernel_size: [3, 3] }],
  ["BatchNormalization", {}],
  ["Flatten", {}],
  ["Dense", { units: 3 }],
);
/** The offset of a normalization goes straight into the next layer. */
const straight = chain(
  ["InputLayer", { shape: [7, 7, 3] }],
  ["Conv2D", { filters: 8, kernel_size: [3, 3], use_bias: false }],
  ["BatchNormalization", {}],
  ["Conv2D", { filters: 5, kernel_size: [3, 3], activation: "relu" }],
);

function pieceOf(graph: Graph, hint: Hint, index = 0): { after: Graph; same: SameFunction } {
  const found = findings(infer(graph), { hints: [hint], choiceFor: () => "info" })[index]!;
  return { after: withFixes(graph, [found])!, same: found.finding.claim as SameFunction };
}

const check = (before: Graph, after: Graph, same: SameFunction) =>
  checkClaim(before, after, same, kernels, threadFile) as Promise<SameProof>;

describe("a model and its change compute the same, predicting and training", () => {
  test.each([
    ["a bias before normalization", dense, biasBeforeNormalization, 0],
    ["a convolution's bias, through pooling", pictures, biasBeforeNormalization, 0],
    ["a factor before a dense layer", dense, scaleNotNeeded, 0],
    ["a factor before a convolution, through pooling", pictures, scaleNotNeeded, 0],
    ["a factor before a dense layer, flattened", pictures, scaleNotNeeded, 1],
    ["an offset before a convolution", straight, centerNotNeeded, 0],
  ] as const)("%s", async (_, graph, hint, index) => {
    const { after, same } = pieceOf(graph, hint, index);
    const found = await check(graph, after, same);
    expect(found.samples).toBe(32);
    expect(found.largest).toBeGreaterThan(0.5);
    expect(found.inference).toBeGreaterThan(0); // rounding: really two computations
    expect(found.inference).toBeLessThan(2e-5 * found.largest);
    expect(found.training).toBeLessThan(2e-5 * found.largest);
    expect(holds(found)).toBe(true);
  });
});

describe("a normalization folds into the layer before it", () => {
  test.each([
    ["Dense", { units: 5 }],
    ["Conv2D", { filters: 6, kernel_size: [3, 3], groups: 2, use_bias: false }],
    ["Conv2D", { filters: 6, kernel_size: [3, 3], padding: "same", strides: 2 }],
    ["DepthwiseConv2D", { kernel_size: [3, 3], depth_multiplier: 3, use_bias: false }],
    ["SeparableConv2D", { filters: 6, kernel_size: [3, 3] }],
    ["Conv2DTranspose", { filters: 6, kernel_size: [3, 3], strides: 2, use_bias: false }],
  ] as const)("%s %j", async (type, args) => {
    const graph = chain(
      ["InputLayer", { shape: [7, 5, 4] }],
      [type, args],
      ["BatchNormalization", { scale: type !== "Dense", center: type !== "SeparableConv2D" }],
      ["Activation", { activation: "relu" }],
    );
    const [found] = findings(infer(graph), { hints: [foldForInference], choiceFor: () => "info" });
    const claim = found!.finding.claim as SameFunction;
    const after = claimed(graph, found!)!;
    expect(after.nodes).toHaveLength(3);
    const proof = await check(graph, after, claim);
    expect(proof.training).toBeNull();
    expect(proof.largest).toBeGreaterThan(0.5);
    expect(proof.inference).toBeLessThan(2e-5 * proof.largest);
    expect(
      holds(await check(graph, after, { ...claim, moves: [{ ...claim.moves[0]!, epsilon: 1 } as FoldMove] })),
    ).toBe(false);
  });
});

describe("what is not the same is seen not to be", () => {
  test("without the weights that the theorem asks for", async () => {
    const { after, same } = pieceOf(dense, biasBeforeNormalization);
    const found = await check(dense, after, { ...same, moves: [] });
    expect(found.inference).toBeGreaterThan(0.1);
    expect(found.training).toBeLessThan(1e-4); // the batch's own mean takes the bias along
    expect(holds(found)).toBe(false);
  });

  test("with a factor left out", async () => {
    const { after, same } = pieceOf(pictures, scaleNotNeeded);
    expect(holds(await check(pictures, after, { ...same, moves: [] }))).toBe(false);
  });

  test("where a bias does matter", async () => {
    const plain = chain(["InputLayer", { shape: [6] }], ["Dense", { units: 4 }, "only"]);
    const bare = chain(["InputLayer", { shape: [6] }], ["Dense", { units: 4, use_bias: false }, "only"]);
    expect(holds(await check(plain, bare, { kind: "same", moves: [], at: ["only"] }))).toBe(false);
  });
});

describe("what a theorem says of the rule's own example is so", () => {
  for (const { id, evidence, examples } of hints)
    if (evidence === "theorem")
      for (const [i, { bad, good }] of examples.entries()) {
        const claims = (text: string) =>
          read(text).models.flatMap((graph) =>
            foundIn(graph, id)
              .filter(({ hint, finding }) => hint.id === id && finding.claim)
              .map((found) => ({ graph, found, claim: found.finding.claim! })),
          );
        const all = claims(bad);
        if (all.length === 0) continue;
        test(`${id}, example ${i + 1}`, async () => {
          for (const { graph, found, claim } of all) {
            const proof = await checkClaim(graph, claimed(graph, found)!, claim, kernels, threadFile);
            expect(proof).not.toHaveProperty("unknown");
            expect(holds(proof as Proof), JSON.stringify(proof)).toBe(true);
          }
          expect(claims(good)).toEqual([]);
        });
      }
});

describe("a claim that is not so is seen not to be", () => {
  const [first] = dense.inputs;
  const claims: readonly Claim[] = [
    { kind: "constant", at: dense.nodes[1]!.id },
    { kind: "constant", at: dense.nodes[1]!.id, alone: true },
    { kind: "constant", at: dense.nodes[2]!.id, fromStart: true },
    { kind: "unmoved", at: dense.nodes[2]!.id, weights: [`${dense.nodes[2]!.name}/moving_mean`] },
    { kind: "mixes", at: dense.nodes[4]!.id },
    { kind: "ignores", input: first! },
  ];
  test.each(claims)("$kind %#", async (claim) => {
    const proof: Proof | CannotCheck = await checkClaim(dense, dense, claim, kernels, threadFile);
    expect(proof).toHaveProperty("kind", claim.kind);
    expect(holds(proof as Proof), JSON.stringify(proof)).toBe(false);
  });
});

describe("what cannot be checked is said", () => {
  test("a layer that the engine does not have", async () => {
    const odd = chain(["InputLayer", { shape: [6] }], ["Nonesuch", {}, "odd"]);
    expect(await check(odd, odd, { kind: "same", moves: [], at: ["odd"] })).toEqual({
      unknown: "Nonesuch “odd” cannot be trained yet: Batchwise has no Nonesuch in its engine",
    });
  });

  test("a model that does not say what it takes", async () => {
    const open: Graph = { ...dense, inputs: [] };
    expect(await check(open, open, { kind: "same", moves: [], at: [] })).toEqual({
      unknown: "the model does not say what it takes",
    });
  });
});
