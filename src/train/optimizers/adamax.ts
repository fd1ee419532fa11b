import { float } from "../../layers/param";
import { affine, divide, maximum, subtract } from "../../ops/binary";
import { scale, unary } from "../../ops/unary";
import { times, towards } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

export const adamax = defineOptimizer({
  name: "Adamax",
  docs: "Adam with the largest gradient so far instead of a mean of squares (Kingma & Ba 2015, section 7).",
  params: {
    learning_rate: learningRate(0.001),
    beta_1: float("Weight of the past in the mean of gradients.", { min: 0, max: 1, default: 0.9 }),
    beta_2: float("How slowly the largest gradient is forgotten.", { min: 0, max: 1, default: 0.999 }),
    epsilon: float("Added to it, so that nothing is divided by zero.", { min: 0, default: 1e-7 }),
    ...baseParams,
  },
  slots: () => ({ momentum: 0, norm: 0 }),
  rate: (rate, step, { beta_1 }) => rate / (1 - beta_1 ** step),
  compose(weight, gradient, { momentum, norm }, [rate], { beta_1, beta_2, epsilon }) {
    const mean = towards(momentum!, gradient, 1 - beta_1);
    const largest = maximum(scale(norm!, beta_2), unary("abs", gradient));
    const step = divide(times(mean, rate!), affine(largest, 1, epsilon));
    return { weight: subtract(weight, step), slots: { momentum: mean, norm: largest } };
  },
});
