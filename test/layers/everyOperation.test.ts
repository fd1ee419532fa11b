// Every function of `keras.ops`: its shape is told while it is typed and it trains, or it stands here with the reason.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { classOf } from "../../src/formats/kerasPython/tensors/operations";
import { hasShapeRule } from "../../src/formats/kerasPython/tensors/operationRules";
import { infer } from "../../src/analysis/infer";
import { operations } from "../../src/layers/operate";
import { refused } from "../../src/layers/operate/refused";
import { readModel } from "../support/reader";

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, "../fixtures", name), "utf8");
/** As keras_api.json has them. */
const names = fixture("keras/operationNames.txt").trim().split("\n");
const last = (name: string): string => name.split(".").at(-1)!;
const { cases } = JSON.parse(fixture("operations.json")) as { readonly cases: readonly { readonly line: string }[] };

const words = (reason: string, list: string): Record<string, string> =>
  Object.fromEntries(list.split(" ").map((name) => [name, reason]));

/** What does not train and is told no reason of its own (layers/operate/refused.ts has the others), with the reason. */
const untrained: Readonly<Record<string, string>> = {
  ...words("asks for what is known before the run, and gives no tensor", "dtype is_tensor ndim shape size"),
  ...words(
    "makes an array of numbers that are known: it is made before the first step (engine/knownArrays.ts)",
    [
      "arange array bartlett blackman convert_to_numpy convert_to_tensor empty eye full geomspace hamming",
      "hanning identity kaiser linspace logspace meshgrid ones tri zeros",
    ].join(" "),
  ),
  ...words(
    "stands for a layer or a loss, which trains",
    "ctc_loss image.affine_transform image.elastic_transform image.perspective_transform",
  ),
  ...words("Keras does it only where the size of a batch is written down", "rearrange"),
  ...words(
    "seldom in model files",
    [
      "argpartition column_stack ctc_decode erfinv extract_sequences fold gammainc i0 image.extract_patches_3d",
      "image.map_coordinates image.reconstruct_patches image.scale_and_translate image.sobel_edges image.ssim irfft",
      "istft nanargmax nanargmin nanmedian nanpercentile nanquantile stft unfold",
    ].join(" "),
  ),
};
/** What trains though its shape is told by other ways than a rule, or only by the engine. */
const withoutRule: Readonly<Record<string, string>> = {
  array_split: "several tensors, whose shapes are told where they are made",
  dsplit: "several tensors, whose shapes are told where they are made",
  get_item: "an index, whose shape follows from it (tensors/operators.ts)",
  hsplit: "several tensors, whose shapes are told where they are made",
  split: "several tensors, whose shapes are told where they are made",
  unstack: "several tensors, whose shapes are told where they are made",
};

const trains = (name: string): boolean => operations.has(classOf(last(name)));

describe("every function of keras.ops", () => {
  test("trains, or it is said why not", () => {
    expect(names.length).toBeGreaterThan(350);
    const isTold = (name: string): boolean => refused.has(classOf(last(name)));
    expect(names.filter((name) => !trains(name) && !isTold(name) && !Object.hasOwn(untrained, name))).toEqual([]);
  });
  test("that trains has a shape while it is typed", () => {
    const lacking = names.filter((name) => trains(name) && !hasShapeRule(last(name)));
    expect(lacking).toEqual(Object.keys(withoutRule));
  });
  test("that is said not to train does not, and is one of Keras's", () => {
    expect(Object.keys(untrained).filter((name) => trains(name) || !names.includes(name))).toEqual([]);
    const types = new Set(names.map((name) => classOf(last(name))));
    expect([...refused.keys()].filter((type) => operations.has(type) || !types.has(type))).toEqual([]);
  });
  test("that trains is compared with Keras, or is an activation", () => {
    const compared = cases.map(({ line }) => line).join("\n");
    const activations = new Set(fixture("keras/activationNames.txt").trim().split("\n"));
    const operators: Readonly<Record<string, string>> = {
      add: "x + 1",
      subtract: "1 - x",
      multiply: "x * 2.5",
      divide: "2 /",
      negative: "-x",
      absolute: "abs(x)",
      abs: "abs(x)",
      get_item: "x[:, -1]",
      greater: "x > 0.1",
    };
    const isCompared = (name: string): boolean =>
      compared.includes(`ops.${name}(`) || activations.has(last(name)) || compared.includes(operators[name] ?? "\0");
    expect(names.filter((name) => trains(name) && !isCompared(name))).toEqual([]);
  });
});

describe("each part of a split is known to the layer behind it", () => {
  test.each([
    ["ops.split(x, 2, axis=-1)[1]", 2],
    ["ops.split(x, [1, 3], axis=-1)[1]", 2],
    ["ops.split(x, [1, -1], axis=2)[2]", 1],
    ["tf.split(x, [1, 3], axis=-1)[1]", 3],
    ["tf.split(x, num_or_size_splits=[3, 1], axis=-1)[1]", 1],
    ["ops.array_split(x, 3, axis=2)[2]", 1],
    ["ops.dsplit(x, 2)[1]", 2],
    ["ops.unstack(x, axis=1)[2]", 4],
    ["ops.top_k(x, 3)[0]", 3],
    ["ops.top_k(x, 3)[1]", 3],
  ])("%s", (line, width) => {
    const source = [
      "import keras",
      "import tensorflow as tf",
      "from keras import layers, ops",
      "x = keras.Input((3, 4))",
      `model = keras.Model(x, layers.Dense(5)(${line}))`,
      "",
    ].join("\n");
    expect(infer(readModel(source)).params).toBe(5 * width + 5);
  });
});
