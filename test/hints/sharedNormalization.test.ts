import { functionalText, quiet, speaks } from "../support/hints";

const rule = "shared-normalization";
const model = (...lines: readonly string[]): string =>
  functionalText("(8,)", "norm = layers.BatchNormalization()", ...lines);

speaks(rule, {
  "of what two layers give": [
    model(
      "a = norm(layers.Dense(8, use_bias=False)(x))",
      "b = norm(layers.Dense(8, use_bias=False)(x))",
      "outputs = layers.Dense(3)(layers.Add()([a, b]))",
    ),
    "batch_normalization",
  ],
});

quiet(rule, {
  "it is called once": model("outputs = layers.Dense(3)(norm(x))"),
  "the layer before is shared as well: a siamese network": model(
    "code = layers.Dense(8, use_bias=False)",
    "other = keras.Input((8,))",
    "outputs = layers.Dense(3)(layers.Add()([norm(code(x)), norm(code(other))]))",
    "inputs = [inputs, other]",
  ),
  "it is frozen": model(
    "norm.trainable = False",
    "a = norm(layers.Dense(8)(x))",
    "outputs = layers.Dense(3)(layers.Add()([a, norm(layers.Dense(8)(x))]))",
  ),
});
