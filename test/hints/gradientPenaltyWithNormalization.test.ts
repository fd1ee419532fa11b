import { functionalText, quiet, speaks } from "../support/hints";

const rule = "gradient-penalty-with-normalization";
const model = (name: string, ...after: readonly string[]): string =>
  functionalText(
    "(28, 28, 1)",
    "x = layers.Conv2D(8, 4)(x)",
    "x = layers.Conv2D(8, 4, use_bias=False)(x)",
    "x = layers.BatchNormalization()(x)",
    "outputs = layers.Dense(1)(layers.Flatten()(x))",
  ).replace("model =", `${name} =`) + after.map((line) => `${line}\n`).join("");
const written = "penalty = ((norm - 1.0) ** 2)";

speaks(rule, {
  "a function of that name": [model("critic", "def gradient_penalty(x):", "    return x"), "batch_normalization"],
  "a method": [
    model("discriminator", "class WGAN:", "    def _gradient_penalty(self, x):", "        return x"),
    "batch_normalization",
  ],
  "written out": [model("critic", "def step(norm):", `    ${written}`), "batch_normalization"],
  "as a square": [model("critic", "def step(norm):", "    return tf.square(norm - 1.0)"), "batch_normalization"],
});

quiet(rule, {
  "no penalty": model("critic"),
  "a comment only": model("critic", "# def gradient_penalty(x): was here", `# ${written}`),
  "the generator": model("generator", "def gradient_penalty(x):", "    return x"),
  "another distance": model("critic", "def step(norm):", "    return tf.square(norm - mean)"),
});
