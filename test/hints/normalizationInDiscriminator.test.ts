import { functionalText, quiet, quietWithWeights, speaks } from "../support/hints";

const rule = "normalization-in-discriminator";
const model = (name: string, ...lines: readonly string[]): string =>
  functionalText("(28, 28, 1)", ...lines, "outputs = layers.Dense(1)(layers.Flatten()(x))").replace(
    "model =",
    `${name} =`,
  );
const first = "x = layers.Conv2D(8, 4, use_bias=False)(x)";
const again = "x = layers.Conv2D(16, 4, use_bias=False)(x)";
const normalized = "x = layers.BatchNormalization()(x)";
const plain = model("discriminator", first, normalized);

speaks(rule, {
  "right behind the first kernel": [plain, "batch_normalization"],
  "behind its activation": [model("critic", first, "x = layers.LeakyReLU()(x)", normalized), "batch_normalization"],
  "a name with more in it": [model("patch_discriminator_a", first, normalized), "batch_normalization"],
  "with noise before": [model("netD", "x = layers.GaussianNoise(0.1)(x)", first, normalized), "batch_normalization"],
});

quiet(rule, {
  "a layer further back": model("discriminator", first, "x = layers.LeakyReLU()(x)", again, normalized),
  "another model": model("classifier", first, normalized),
  "a name that only looks alike": model("discount_model", first, normalized),
  "it is frozen": model("discriminator", first, "x = layers.BatchNormalization(trainable=False)(x)"),
  "each sample by itself": model("discriminator", first, "x = layers.LayerNormalization()(x)"),
});

quietWithWeights(rule, plain);
