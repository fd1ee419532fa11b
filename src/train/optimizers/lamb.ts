import { float } from "../../layers/param";
import { add, affine, divide, greater, multiply, subtract } from "../../ops/binary";
import { constant, type Value } from "../../ops/op";
import { sumAll } from "../../ops/reduce";
import { unary } from "../../ops/unary";
import { times, towards } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

const norm = (x: Value): Value => unary("sqrt", sumAll(unary("square", x)));

export const lamb = defineOptimizer({
  name: "Lamb",
  docs: "Adam whose steps are as long as the weight they move, for large batches (You et al. 2020).",
  params: {
    learning_rate: learningRate(0.001),
    beta_1: float("Weight of the past in the mean of gradients.", { min: 0, max: 1, default: 0.9 }),
    beta_2: float("Weight of the past in the mean of squares.", { min: 0, max: 1, default: 0.999 }),
    epsilon: float("Added to the root, so that nothing is divided by zero.", { min: 0, default: 1e-7 }),
    ...baseParams,
  },
  slots: () => ({ momentum: 0, velocity: 0 }),
  rate: (rate) => rate,
  rates: (_, step, { beta_1, beta_2 }) => [1 / (1 - beta_1 ** step), 1 / (1 - beta_2 ** step)],
  compose(weight, gradient, { momentum, velocity }, [rate, ofMean, ofSquares], { beta_1, beta_2, epsilon }) {
    const mean = towards(momentum!, gradient, 1 - beta_1);
    const squares = towards(velocity!, unary("square", gradient), 1 - beta_2);
    const step = divide(times(mean, ofMean!), affine(unary("sqrt", times(squares, ofSquares!)), 1, epsilon));
    const [length, ofStep, zero] = [norm(weight), norm(step), constant(0, [1])];
    // the ratio of the two lengths, or 1 where one is 0
    const both = multiply(greater(length, zero), greater(ofStep, zero));
    const ratio = divide(length, add(ofStep, affine(greater(ofStep, zero), -1, 1)));
    const factor = add(multiply(both, ratio), affine(both, -1, 1));
    return {
      weight: subtract(weight, times(times(step, rate!), factor)),
      slots: { momentum: mean, velocity: squares },
    };
  },
});
