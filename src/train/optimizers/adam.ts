import { bool, float } from "../../layers/param";
import { adam as update, amsgrad as updateWithLargest } from "../../ops/update";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

export const adam = defineOptimizer({
  name: "Adam",
  docs: "Steps scaled by running means of the gradient and of its square (Kingma & Ba 2015).",
  params: {
    learning_rate: learningRate(0.001),
    beta_1: float("Weight of the past in the mean of gradients.", { min: 0, max: 1, default: 0.9 }),
    beta_2: float("Weight of the past in the mean of squares.", { min: 0, max: 1, default: 0.999 }),
    epsilon: float("Added to the root, so that nothing is divided by zero.", { min: 0, default: 1e-7 }),
    amsgrad: bool("Use the largest mean of squares so far.", false),
    ...baseParams,
  },
  slots: ({ amsgrad }): Record<string, number> => ({
    momentum: 0,
    velocity: 0,
    ...(amsgrad ? { velocity_hat: 0 } : {}),
  }),
  rate: (learningRate, step, { beta_1, beta_2 }) =>
    (learningRate * Math.sqrt(1 - beta_2 ** step)) / (1 - beta_1 ** step),
  update(weight, gradient, { momentum, velocity, velocity_hat: largest }, rate, config) {
    const attrs = { beta1: config.beta_1, beta2: config.beta_2, epsilon: config.epsilon };
    const targets = { weight, mean: momentum!, variance: velocity! };
    return largest
      ? updateWithLargest({ ...targets, largest }, { gradient, rate }, attrs)
      : update(targets, { gradient, rate }, attrs);
  },
});
