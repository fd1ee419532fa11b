import { greater, multiply } from "../ops/binary";
import { constant } from "../ops/op";
import { defineLayer, noWeights } from "./layer";
import { float } from "./param";

export const thresholdedRelu = defineLayer({
  type: "ThresholdedReLU",
  docs: "`x` above `theta`, else 0. Keras 3 no longer has it.",
  params: { theta: float("The threshold.", { min: 0, default: 1 }) },
  arity: "one",
  mask: "passes",
  traits: () => ["nonlinear", "keeps-channels"],
  shape: ([x]) => x,
  weights: noWeights,
  lower: ([x], { theta }) => multiply(x, greater(x, constant(theta, x.shape))),
});
