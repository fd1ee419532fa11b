import { bool, float } from "../../layers/param";
import { rmsprop as update } from "../../ops/update";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

export const rmsprop = defineOptimizer({
  name: "RMSprop",
  docs: "Steps divided by the root of a running mean of squared gradients (Tieleman & Hinton 2012).",
  params: {
    learning_rate: learningRate(0.001),
    rho: float("Weight of the past in the mean of squares.", { min: 0, max: 1, default: 0.9 }),
    momentum: float("Share of the last step that goes on.", { min: 0, max: 1, default: 0 }),
    epsilon: float("Added under the root.", { min: 0, default: 1e-7 }),
    centered: bool("Divide by the variance instead of the mean of squares.", false),
    ...baseParams,
  },
  slots: ({ momentum, centered }): Record<string, number> => ({
    velocity: 0,
    ...(momentum > 0 ? { momentum: 0 } : {}),
    ...(centered ? { average_gradient: 0 } : {}),
  }),
  rate: (learningRate) => learningRate,
  update(weight, gradient, slots, rate, { rho, momentum, epsilon, centered }) {
    const square = slots["velocity"]!;
    // an array that is not kept stands in for the one that is not used
    const targets = {
      weight,
      square,
      mean: slots["average_gradient"] ?? square,
      velocity: slots["momentum"] ?? square,
    };
    return update(targets, { gradient, rate }, { rho, momentum, epsilon, centered });
  },
});
