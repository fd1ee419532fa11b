import { functionalText, quiet, speaks } from "../support/hints";

const rule = "normalization-beside-attention";
const block = (...lines: readonly string[]): string =>
  functionalText("(10, 16)", ...lines, "outputs = layers.Dense(3)(layers.Flatten()(x))");

speaks(rule, {
  "behind the sum": [
    block("y = layers.MultiHeadAttention(2, 8)(x, x)", "x = layers.BatchNormalization()(layers.Add()([x, y]))"),
    "batch_normalization",
  ],
  "before the attention": [
    block("y = layers.BatchNormalization()(x)", "y = layers.MultiHeadAttention(2, 8)(y, y)", "x = x + y"),
    "batch_normalization",
  ],
});

quiet(rule, {
  "each step is normalized by itself": block(
    "y = layers.MultiHeadAttention(2, 8)(x, x)",
    "x = layers.LayerNormalization()(layers.Add()([x, y]))",
  ),
  "there is no attention in the block": block(
    "y = layers.Conv1D(16, 3, padding='same', use_bias=False)(x)",
    "x = layers.Add()([x, layers.BatchNormalization()(y)])",
  ),
  "it stands in the block before": block(
    "y = layers.Conv1D(16, 3, padding='same', use_bias=False)(x)",
    "x = layers.Add()([x, layers.BatchNormalization()(y)])",
    "x = layers.ReLU()(x)",
    "y = layers.MultiHeadAttention(2, 8)(x, x)",
    "x = layers.LayerNormalization()(layers.Add()([x, y]))",
  ),
  "it works on a picture": functionalText(
    "(8, 8, 16)",
    "y = layers.MultiHeadAttention(2, 8)(x, x)",
    "x = layers.BatchNormalization()(layers.Add()([x, y]))",
    "outputs = layers.Dense(3)(layers.Flatten()(x))",
  ),
});
