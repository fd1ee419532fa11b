import type { KerasObject } from "../model/literal";
import { activations } from "./activations";
import { defineLayer, noWeights, type Trait } from "./layer";
import { activation as activationParam } from "./param";

/** What an activation does to values, as traits. */
export function activationTraits({ class_name }: KerasObject): readonly Trait[] {
  if (class_name === "linear") return ["keeps-channels"];
  return activations.get(class_name)?.probabilities ? ["nonlinear", "probabilities"] : ["nonlinear"];
}

export const activation = defineLayer({
  type: "Activation",
  docs: "Applies an activation function to each value.",
  params: { activation: activationParam("The function, by name.", undefined) },
  arity: "one",
  mask: "passes",
  traits: ({ activation }) => [...activationTraits(activation), "keeps-channels"],
  shape: ([x]) => x,
  weights: noWeights,
  lower: ([x], { activation }) => activations.get(activation.class_name)!.lower(x, activation.config),
});
