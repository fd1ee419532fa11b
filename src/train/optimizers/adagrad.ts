import { float } from "../../layers/param";
import { add, affine, divide, subtract } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { times } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

export const adagrad = defineOptimizer({
  name: "Adagrad",
  docs: "Steps divided by the root of the sum of all squared gradients so far (Duchi et al. 2011).",
  params: {
    learning_rate: learningRate(0.001),
    initial_accumulator_value: float("What the sums begin with.", { min: 0, default: 0.1 }),
    epsilon: float("Added under the root.", { min: 0, default: 1e-7 }),
    ...baseParams,
  },
  slots: ({ initial_accumulator_value }) => ({ accumulator: initial_accumulator_value }),
  rate: (rate) => rate,
  compose(weight, gradient, { accumulator }, [rate], { epsilon }) {
    const sum = add(accumulator!, unary("square", gradient));
    const step = divide(times(gradient, rate!), unary("sqrt", affine(sum, 1, epsilon)));
    return { weight: subtract(weight, step), slots: { accumulator: sum } };
  },
});
