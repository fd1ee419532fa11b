import { describe, expect, test } from "vitest";
import { fixed, quiet, sequentialText, speaks } from "../support/hints";
import { read } from "../support/reader";

const rule = "argument-of-old-keras";
const model = (args: string): string =>
  sequentialText(
    "(8, 8, 3)",
    "layers.Conv2D(4, 3, use_bias=False)",
    `layers.BatchNormalization(${args})`,
    "layers.Flatten()",
    "layers.Dense(3)",
  );
const inTensorflow = (args: string): string =>
  model(args)
    .replace("import keras", "from tensorflow import keras")
    .replace("from keras import", "from tensorflow.keras import");

const old = [
  "mode=0",
  'gamma_init="one"',
  'beta_init="zero"',
  "fused=True",
  "virtual_batch_size=4",
  "adjustment=None",
  "axis=[3]",
  "axis=(-1,)",
];

speaks(rule, Object.fromEntries(old.map((args) => [args, [model(args), "batch_normalization"] as const])));

quiet(rule, {
  "it is Keras 3's own": model("axis=3, renorm=True, synchronized=False, trainable=True, dtype='float32', name='bn'"),
  ...Object.fromEntries(old.map((args) => [`tf.keras takes ${args}`, inTensorflow(args)])),
  "an earlier version is asked for": `# keras==2.4.3\n${model("fused=True")}`,
  "other words are those of Keras 2": `from keras.utils import np_utils\n${model("mode=0")}`,
  "tf_keras goes by another name": model("fused=True")
    .replace("import keras", "import tf_keras as keras")
    .replace("from keras", "from tf_keras"),
});

describe("what the reader says besides", () => {
  test.each([...old.map(model), ...old.map(inTensorflow)])("is nothing: %#", (text) => {
    const codes = read(text).problems.map(({ code }) => code);
    expect(codes.filter((code) => code === "unknown-argument" || code === "wrong-argument")).toEqual([]);
  });
});

test("its fix takes away all of them, and keeps what has another name", () => {
  const text = model('axis=[-1], mode=0, momentum=0.9, gamma_init="zeros"');
  expect(fixed(text, rule)).toContain('BatchNormalization(axis=-1, momentum=0.9, gamma_initializer="zeros")');
});
