import { bool, float } from "../../layers/param";
import { descend, descendWithMomentum } from "../../ops/update";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

export const sgd = defineOptimizer({
  name: "SGD",
  docs: "Gradient descent, with momentum where it is given.",
  params: {
    learning_rate: learningRate(0.01),
    momentum: float("Share of the last step that goes on.", { min: 0, max: 1, default: 0 }),
    nesterov: bool("Look ahead by one such step.", false),
    ...baseParams,
  },
  slots: ({ momentum }): Record<string, number> => (momentum > 0 ? { velocity: 0 } : {}),
  rate: (learningRate) => learningRate,
  update: (weight, gradient, { velocity }, rate, { momentum, nesterov }) =>
    velocity
      ? descendWithMomentum({ weight, velocity }, { gradient, rate }, { momentum, nesterov })
      : descend({ weight }, { gradient, rate }),
});
