/** Rules that have to do with each other: which of them speaks where more than one could. */
import { describe, expect, test } from "vitest";
import { fixed, functionalText, rulesIn, sequentialText } from "../support/hints";

/** The ids of all that speak, with one that is off by default. */
const ids = (text: string, asked?: string): readonly string[] =>
  [...new Set(rulesIn(text, asked).map((one) => one.slice(0, one.indexOf(" at "))))].sort();

const trained = (text: string, rows: number, batch: number, epochs = 50): string =>
  `import numpy as np\n${text}model.compile("adam", "mse")\nmodel.fit(np.zeros((${rows}, 20)), np.zeros((${rows}, 1)), batch_size=${batch}, epochs=${epochs})\n`;
const plain = (normalization = "layers.BatchNormalization()"): readonly string[] => [
  "layers.Dense(64, use_bias=False)",
  normalization,
  'layers.Activation("relu")',
];

const behindActivation = sequentialText(
  "(20,)",
  'layers.Dense(64, activation="relu")',
  "layers.BatchNormalization()",
  "layers.Dense(1)",
);
const behindActivationLayer = sequentialText(
  "(20,)",
  "layers.Dense(64)",
  'layers.Activation("relu")',
  "layers.BatchNormalization()",
  "layers.Dense(1)",
);
const behindFlatten = (format: string, shape: string): string =>
  sequentialText(
    shape,
    `layers.Conv2D(8, 3, data_format="${format}", use_bias=False)`,
    "layers.Flatten()",
    "layers.BatchNormalization()",
    'layers.Activation("relu")',
    "layers.Dense(3)",
  );
const channelsFirst = sequentialText(
  "(3, 16, 16)",
  'layers.Conv2D(8, 3, data_format="channels_first", use_bias=False)',
  "layers.BatchNormalization()",
  'layers.Activation("relu")',
  "layers.Flatten()",
  "layers.Dense(3)",
);
const dropped = trained(
  sequentialText("(20,)", ...plain(), "layers.Dropout(0.5)", "layers.BatchNormalization()", "layers.Dense(1)"),
  60_000,
  100,
);
const inBatchesOf = (size: number): string =>
  trained(sequentialText("(20,)", ...plain(), ...plain(), ...plain(), "layers.Dense(1)"), 1000, size);
const once = (momentum: number): string =>
  trained(
    sequentialText("(20,)", ...plain(`layers.BatchNormalization(momentum=${momentum})`), "layers.Dense(1)"),
    64,
    64,
    1,
  );
const biased = sequentialText(
  "(20,)",
  "layers.Dense(64)",
  "layers.BatchNormalization()",
  "layers.Dense(32)",
  "layers.Dropout(0.1)",
  "layers.Dense(1)",
);
const laterLoaded = (text: string): string =>
  `import os\n${text}if os.path.exists("a.weights.h5"):\n    model.load_weights("a.weights.h5")\n`;

describe("1. moving a normalization before the activation", () => {
  test.each([behindActivation, behindActivationLayer])(
    "is all that is said of it, and takes the bias along: %#",
    (text) => {
      expect(ids(text)).toEqual(["normalization-after-activation"]);
      const after = fixed(text, "normalization-after-activation");
      expect(after).toContain("use_bias=False");
      expect(ids(after)).toEqual([]);
      // whether the scale stays is another question, for who asks
      expect(ids(after, "scale-not-needed")).toEqual(["scale-not-needed"]);
    },
  );
});

describe("2. behind a Flatten", () => {
  test("the places are the matter, not the axis", () => {
    expect(ids(behindFlatten("channels_last", "(16, 16, 3)"))).toEqual(["flatten-before-normalization"]);
    expect(ids(behindFlatten("channels_first", "(3, 16, 16)"))).toEqual([]);
  });
  test("before it, the axis is", () => {
    expect(ids(channelsFirst)).toEqual(["channels-first-axis"]);
  });
});

test("3. of a dropout before and behind, the one that shifts a variance is spoken of", () => {
  const asked = "dropout-with-normalization";
  expect(ids(dropped, asked)).toEqual(["dropout-before-normalization"]);
  const moved = fixed(dropped, "dropout-before-normalization");
  expect(ids(moved, asked).filter((id) => id.startsWith("dropout"))).toEqual([asked]);
});

describe("4. batches and moving statistics", () => {
  test("a batch of one is more than a small batch", () => {
    expect(ids(inBatchesOf(1))).toEqual(["batch-of-one"]);
    expect(ids(inBatchesOf(4))).toEqual(["small-batch"]);
  });
  test("a momentum that is meant the other way round is more than one that is slow", () => {
    expect(ids(once(0.1))).toEqual(["momentum-from-pytorch"]);
    expect(ids(once(0.99))).toEqual(["stale-moving-statistics"]);
  });
});

describe("5. with weights that are loaded on some path", () => {
  test.each([
    ["normalization-after-activation", behindActivation],
    ["bias-before-normalization", biased],
    ["scale-not-needed", biased],
    ["center-not-needed", biased],
  ] as const)("%s is silent", (rule, text) => {
    expect(ids(text, rule)).toContain(rule);
    expect(ids(laterLoaded(text), rule)).not.toContain(rule);
  });
});

describe("more pairs", () => {
  test.each([
    [
      "a training that went wrong is more than the depth",
      ["deep-without-normalization"],
      sequentialText("(20,)", ...Array<string>(9).fill('layers.Dense(8, activation="sigmoid")'), "layers.Dense(1)"),
    ],
    [
      "one number for everything is more than the depth that it makes worse",
      ["through-one-number"],
      sequentialText(
        "(20,)",
        'layers.Dense(1, activation="relu")',
        ...Array<string>(9).fill('layers.Dense(8, activation="relu")'),
        "layers.Dense(1)",
      ),
    ],
    [
      "one class is more than labels of ten",
      ["softmax-of-one"],
      trained(
        sequentialText("(20,)", 'layers.Dense(8, activation="relu")', 'layers.Dense(1, activation="softmax")'),
        64,
        8,
      )
        .replace('"mse"', '"categorical_crossentropy"')
        .replace("np.zeros((64, 1))", "np.zeros((64, 10))"),
    ],
    [
      "an axis that is not there is the reader's to tell",
      [],
      functionalText(
        "(16, 16, 3)",
        "x = layers.Conv2D(8, 3, use_bias=False)(x)",
        "x = layers.BatchNormalization(axis=4)(x)",
        "outputs = layers.Conv2D(3, 3)(layers.ReLU()(x))",
      ),
    ],
  ] as const)("%s", (_, expected, text) => {
    expect(ids(text)).toEqual(expected);
  });
});
