import { activationLayerTraits } from "./activation";
import { activations } from "./activations";
import { defineLayer, noWeights } from "./layer";
import { float, optional } from "./param";

export const relu = defineLayer({
  type: "ReLU",
  docs: "`max(x, 0)`, optionally with a slope below the threshold and a largest value.",
  params: {
    max_value: optional(float("Largest output; None for no limit.", { min: 0 })),
    negative_slope: float("Slope below the threshold.", { min: 0, default: 0 }),
    threshold: float("Where the slope changes.", { min: 0, default: 0 }),
  },
  arity: "one",
  mask: "passes",
  traits: (config) => activationLayerTraits({ class_name: "relu", config }),
  shape: ([x]) => x,
  weights: noWeights,
  lower: ([x], config) => activations.get("relu")!.lower(x, config),
});
