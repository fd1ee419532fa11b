import type { KerasObject } from "../model/literal";
import { activations } from "./activations";
import { defineLayer, noWeights, type Trait } from "./layer";
import { activation as activationParam } from "./param";

/** What an activation does to values, wherever it stands, as traits. */
export function activationTraits({ class_name }: KerasObject): readonly Trait[] {
  if (class_name === "linear") return [];
  const { probabilities, sumsToOne, saturates, selfNormalizes } = activations.get(class_name) ?? {};
  return [
    "nonlinear",
    ...(probabilities ? (["probabilities"] as const) : []),
    ...(sumsToOne ? (["sums-to-one"] as const) : []),
    ...(saturates ? (["saturates"] as const) : []),
    ...(selfNormalizes ? (["self-normalizes"] as const) : []),
  ];
}

/** Of a layer that does nothing but apply an activation. */
export const activationLayerTraits = (activation: KerasObject): readonly Trait[] => [
  ...activationTraits(activation),
  "keeps-channels",
  ...(activation.class_name === "linear" ? (["passes-shift"] as const) : []),
  ...(activations.get(activation.class_name)?.passesScale?.(activation.config) ? (["passes-scale"] as const) : []),
];

export const activation = defineLayer({
  type: "Activation",
  docs: "Applies an activation function to each value.",
  params: { activation: activationParam("The function, by name.", undefined) },
  arity: "one",
  mask: "passes",
  traits: ({ activation }) => activationLayerTraits(activation),
  shape: ([x]) => x,
  weights: noWeights,
  lower: ([x], { activation }) => activations.get(activation.class_name)!.lower(x, activation.config),
});
