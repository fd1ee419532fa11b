/** Layers that Keras 3 itself refuses to make or to call, each with what Keras says: they are refused here for the same reason. */
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { readModel } from "../support/reader";

const cases: readonly (readonly [expression: string, shape: string, keras: string, ours: RegExp])[] = [
  [
    "layers.Conv2D(8, kernel_size=5, dilation_rate=2, groups=2)",
    "(None, 8, 9, 2)",
    "ValueError: Computed output size would be zero or negative",
    /window spans 9 but the input has only 8 rows/,
  ],
  [
    "layers.AveragePooling2D()",
    "(None, 9, 9, 3)",
    "TypeError: missing 1 required positional argument: 'pool_size'",
    /needs pool_size/,
  ],
  [
    "layers.BatchNormalization(axis=[1, 2], center=True, scale=False)",
    "(None, 8, 9, 4)",
    "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'list'",
    /axis must be a whole number/,
  ],
  [
    "layers.BatchNormalization(axis=[1, 2], center=False, scale=False)",
    "(None, 8, 9, 4)",
    "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'list'",
    /axis must be a whole number/,
  ],
];

for (const [expression, shape, keras, ours] of cases)
  test(`${expression}: ${keras}`, () => {
    const text = `import keras\nfrom keras import layers\nx = keras.Input(batch_shape=${shape})\nmodel = keras.Model(x, ${expression}(x))\n`;
    const { problems } = infer(readModel(text));
    expect(problems.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([
      expect.stringMatching(ours),
    ]);
  });
