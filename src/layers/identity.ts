import { defineLayer, noWeights } from "./layer";

export const identity = defineLayer({
  type: "Identity",
  docs: "Passes its input on unchanged.",
  params: {},
  arity: "one",
  texts: "passes",
  mask: "passes",
  traits: () => ["keeps-channels", "passes-shift", "passes-scale"],
  shape: ([x]) => x,
  weights: noWeights,
  lower: ([x]) => x,
});
