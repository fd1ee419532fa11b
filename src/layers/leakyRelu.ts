import { activations } from "./activations";
import { defineLayer, noWeights } from "./layer";
import { float } from "./param";

export const leakyRelu = defineLayer({
  type: "LeakyReLU",
  docs: "`x`, or `negative_slope · x` below zero.",
  params: { negative_slope: float("Slope below zero.", { min: 0, default: 0.3 }) },
  arity: "one",
  mask: "passes",
  traits: () => ["nonlinear", "keeps-channels", "passes-scale"],
  shape: ([x]) => x,
  weights: noWeights,
  lower: ([x], config) => activations.get("leaky_relu")!.lower(x, config),
});
