import { float } from "../../layers/param";
import { add, affine, divide, multiply, subtract } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { times, towards } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

export const adadelta = defineOptimizer({
  name: "Adadelta",
  docs: "Steps by the ratio of the means of past steps and past gradients (Zeiler 2012).",
  params: {
    learning_rate: learningRate(0.001),
    rho: float("Weight of the past in the means.", { min: 0, max: 1, default: 0.95 }),
    epsilon: float("Added under the roots.", { min: 0, default: 1e-7 }),
    ...baseParams,
  },
  slots: () => ({ accumulated_grad: 0, accumulated_delta_var: 0 }),
  rate: (rate) => rate,
  compose(weight, gradient, { accumulated_grad: grads, accumulated_delta_var: deltas }, [rate], { rho, epsilon }) {
    const root = (x: NonNullable<typeof grads>) => unary("sqrt", affine(x, 1, epsilon));
    const mean = towards(grads!, unary("square", gradient), 1 - rho);
    const delta = divide(multiply(root(deltas!), gradient), root(mean));
    return {
      weight: subtract(weight, times(delta, rate!)),
      slots: {
        accumulated_grad: mean,
        accumulated_delta_var: add(affine(deltas!, rho, 0), affine(unary("square", delta), 1 - rho, 0)),
      },
    };
  },
});
