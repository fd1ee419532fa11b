import { softmaxOver } from "./activations";
import { defineLayer, noWeights, ShapeError } from "./layer";
import { axes } from "./param";

export const softmax = defineLayer({
  type: "Softmax",
  docs: "`eˣ` divided by its sum along `axis`: positive numbers that sum to 1.",
  params: { axis: axes("The axis, or several, along which the sum is 1.", -1) },
  arity: "one",
  mask: "passes",
  traits: () => ["nonlinear", "probabilities", "sums-to-one"],
  shape([x], { axis }) {
    const outside = axis.find((one) => one >= x.length || one < -x.length);
    return outside === undefined ? x : new ShapeError(`has axis ${outside}, but its input has ${x.length} axes`);
  },
  weights: noWeights,
  lower: ([x], { axis }) => softmaxOver(x, axis),
});
