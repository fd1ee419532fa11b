import { activations } from "./activations";
import { defineLayer, noWeights } from "./layer";
import { float } from "./param";

export const elu = defineLayer({
  type: "ELU",
  docs: "`x`, or `alpha · (eˣ − 1)` below zero.",
  params: { alpha: float("What it tends to far below zero, negated.", { default: 1 }) },
  arity: "one",
  mask: "passes",
  traits: () => ["nonlinear", "keeps-channels"],
  shape: ([x]) => x,
  weights: noWeights,
  lower: ([x], config) => activations.get("elu")!.lower(x, config),
});
