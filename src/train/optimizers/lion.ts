import { float } from "../../layers/param";
import { add, greater, subtract } from "../../ops/binary";
import { constant } from "../../ops/op";
import { scale } from "../../ops/unary";
import { times } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

export const lion = defineOptimizer({
  name: "Lion",
  docs: "Steps of one size, in the direction of the sign of a mean of gradients (Chen et al. 2023).",
  params: {
    learning_rate: learningRate(0.001),
    beta_1: float("Weight of the past in the direction.", { min: 0, max: 1, default: 0.9 }),
    beta_2: float("Weight of the past in the mean that is kept.", { min: 0, max: 1, default: 0.99 }),
    ...baseParams,
  },
  slots: () => ({ momentum: 0 }),
  rate: (rate) => rate,
  compose(weight, gradient, { momentum }, [rate], { beta_1, beta_2 }) {
    const direction = add(scale(momentum!, beta_1), scale(gradient, 1 - beta_1));
    const zero = constant(0, direction.shape);
    const sign = subtract(greater(direction, zero), greater(zero, direction));
    return {
      weight: subtract(weight, times(sign, rate!)),
      slots: { momentum: add(scale(momentum!, beta_2), scale(gradient, 1 - beta_2)) },
    };
  },
});
