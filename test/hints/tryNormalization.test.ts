import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { hints } from "../../src/hints";
import { findings } from "../../src/hints/findings";
import type { Setback } from "../../src/model/job";
import { fixed, found, functionalText, rulesIn, sequentialText } from "../support/hints";
import { read } from "../support/reader";

const rule = "try-normalization";
const dense = 'layers.Dense(32, activation="relu", kernel_initializer="he_normal")';
const deep = (...more: readonly string[]): string =>
  sequentialText("(32,)", ...[1, 2, 3, 4].map(() => dense), ...more, "layers.Dense(3)");

const said = (text: string, setback?: Setback): readonly string[] =>
  rulesIn(text, undefined, setback).filter((one) => one.startsWith(rule));

describe("speaks of a model whose run", () => {
  test.each([
    ["broken", /^The last training ended in NaN: values grew out of range\. .* the 4 hidden layers /],
    ["grown", /^In the last training the loss grew a hundredfold within 50 steps\./],
    ["slow", /^In the last training the loss fell by less than 2 % over 5 epochs\./],
  ] as const)("was %s", (setback, sentence) => {
    const [one, ...others] = found(deep(), undefined, setback);
    expect(others).toEqual([]);
    expect(one?.finding.message).toMatch(sentence);
    expect(one?.finding.node.id).toBe("dense");
    expect(one?.finding.related).toHaveLength(3);
  });

  test("instead of what is said of its depth", () => {
    const text = sequentialText(
      "(32,)",
      ...[1, 2, 3, 4].map(() => 'layers.Dense(32, activation="sigmoid")'),
      "layers.Dense(3)",
    );
    expect(rulesIn(text)).toEqual(["deep-without-normalization at dense"]);
    expect(rulesIn(text, undefined, "slow")).toEqual([`${rule} at dense`]);
  });

  test("and normalizes branches of convolutions, channels first or last", () => {
    const text = functionalText(
      "(3, 16, 16)",
      'a = layers.Conv2D(8, 3, padding="same", data_format="channels_first", activation="relu")(x)',
      'b = layers.Conv2D(8, 3, padding="same", data_format="channels_first")(x)',
      "x = layers.Add()([a, b])",
      'x = layers.Conv2D(8, 3, data_format="channels_first", activation="relu")(x)',
      "x = layers.Flatten()(x)",
      'x = layers.Dense(32, activation="relu")(x)',
      'outputs = layers.Dense(10, activation="softmax")(x)',
    );
    const after = fixed(text, rule, "broken");
    expect(after.match(/BatchNormalization\(axis=1\)/g)).toHaveLength(3);
    expect(after.match(/BatchNormalization\(\)/g)).toHaveLength(1);
    expect(said(after, "broken")).toEqual([]);
    expect(read(after).problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("is quiet", () => {
  test.each([
    ["without a run", deep(), undefined],
    ["with a normalization", deep("layers.LayerNormalization()"), "slow"],
    [
      "with something that repeats along a sequence",
      sequentialText("(9, 32)", "layers.GRU(32)", ...[1, 2, 3, 4].map(() => dense), "layers.Dense(3)"),
      "slow",
    ],
    ["with layers that keep their scale", deep('layers.Activation("selu")'), "broken"],
    [
      "with attention",
      functionalText(
        "(9, 32)",
        "x = layers.MultiHeadAttention(2, 8)(x, x)",
        ...[1, 2, 3, 4].map(() => `x = ${dense}(x)`),
        "outputs = layers.Dense(3)(x)",
      ),
      "slow",
    ],
    ["with three hidden layers", sequentialText("(32,)", dense, dense, dense, "layers.Dense(3)"), "broken"],
    ["with a layer that is not known", deep("Mystery()"), "slow"],
    ["with a model inside", deep("keras.Sequential([layers.Dense(3)])"), "slow"],
    ["with layers that learn nothing", deep("layers.Dense(8, trainable=False)"), "slow"],
    ["with weights from elsewhere", `${deep()}model.load_weights("w.weights.h5")\n`, "slow"],
    [
      "of the last layer and its activation",
      sequentialText("(32,)", dense, dense, dense, "layers.Dense(3)", "layers.Softmax()"),
      "slow",
    ],
  ] as const)("%s", (_, text, setback) => {
    expect(read(text).models).toHaveLength(1);
    expect(said(text, setback)).toEqual([]);
  });
});

test("what a run was like may change while the text stays", () => {
  const [graph] = read(deep()).models;
  const file = [infer(graph!)];
  let setback: Setback | undefined;
  const ids = () => findings(file[0]!, { hints, setbackOf: () => setback }, file).map(({ hint }) => hint.id);
  expect(ids()).toEqual([]);
  setback = "slow";
  expect(ids()).toEqual([rule]);
  setback = undefined;
  expect(ids()).toEqual([]);
});
