import { float } from "../../layers/param";
import { add, affine, divide, subtract } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { times, towards } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

/** The momentum of a step, which grows with the steps. */
const momentumAt = (step: number, beta: number): number => beta * (1 - 0.5 * 0.96 ** step);

/** The product of the momenta of all steps so far; soon nothing is left of it. */
function productOfMomenta(step: number, beta: number): number {
  let product = 1;
  for (let i = 1; i <= step && product > 1e-30; i++) product *= momentumAt(i, beta);
  return product;
}

export const nadam = defineOptimizer({
  name: "Nadam",
  docs: "Adam that looks ahead by one step of its momentum (Dozat 2015).",
  params: {
    learning_rate: learningRate(0.001),
    beta_1: float("Weight of the past in the mean of gradients.", { min: 0, max: 1, default: 0.9 }),
    beta_2: float("Weight of the past in the mean of squares.", { min: 0, max: 1, default: 0.999 }),
    epsilon: float("Added to the root, so that nothing is divided by zero.", { min: 0, default: 1e-7 }),
    ...baseParams,
  },
  slots: () => ({ momentum: 0, velocity: 0 }),
  rate(rate, step, { beta_1 }) {
    const next = momentumAt(step + 1, beta_1);
    return (rate * next) / (1 - productOfMomenta(step, beta_1) * next);
  },
  rates: (rate, step, { beta_1, beta_2 }) => [
    (rate * (1 - momentumAt(step, beta_1))) / (1 - productOfMomenta(step, beta_1)),
    1 / (1 - beta_2 ** step),
  ],
  compose(weight, gradient, { momentum, velocity }, [ofMean, ofGradient, ofSquares], { beta_1, beta_2, epsilon }) {
    const mean = towards(momentum!, gradient, 1 - beta_1);
    const squares = towards(velocity!, unary("square", gradient), 1 - beta_2);
    const ahead = add(times(mean, ofMean!), times(gradient, ofGradient!));
    const step = divide(ahead, affine(unary("sqrt", times(squares, ofSquares!)), 1, epsilon));
    return { weight: subtract(weight, step), slots: { momentum: mean, velocity: squares } };
  },
});
