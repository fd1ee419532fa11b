import { add, greater, multiply, subtract } from "../ops/binary";
import { detach } from "../ops/detach";
import { constant, sizeOf, type Value } from "../ops/op";
import { fill, sumAll } from "../ops/reduce";
import { scale, unary } from "../ops/unary";
import { activationTraits } from "./activation";
import { dense } from "./dense";
import { defineLayer } from "./layer";
import { float, optional } from "./param";

const { units, activation, ...others } = dense.params;

export const ternaryDense = defineLayer({
  type: "TernaryDense",
  docs: "Fully connected layer that computes with -1, 0 and 1 for each weight, while gradients move the weights themselves (Ma et al. 2024).",
  params: {
    units,
    threshold: optional(float("Weights nearer to 0 count as 0; None for half of their mean size.", { min: 0 })),
    activation,
    ...others,
  },
  arity: "one",
  mask: "passes",
  traits: (config) => ["mixes-channels", ...activationTraits(config.activation)],
  shape: (inputs, config) => dense.shape(inputs, config),
  weights: (inputs, config) => dense.weights(inputs, config),
  multiplyAdds: (inputs, y, config) => dense.multiplyAdds!(inputs, y, config),
  lower(inputs, config, { kernel, bias }, step) {
    const size = unary("abs", kernel);
    const mean = scale(sumAll(size), 1 / sizeOf(kernel.shape));
    const { threshold } = config;
    const bound = threshold === null ? fill(scale(mean, 0.5), kernel.shape) : constant(threshold, kernel.shape);
    // the gradient passes as if nothing had been rounded
    const rounded = add(kernel, detach(subtract(multiply(signOf(kernel), greater(size, bound)), kernel)));
    const effective = threshold === null ? multiply(rounded, fill(mean, kernel.shape)) : rounded;
    return dense.lower(inputs, config, { kernel: effective, bias }, step);
  },
});

const signOf = (x: Value): Value => subtract(greater(x, constant(0, x.shape)), greater(constant(0, x.shape), x));
