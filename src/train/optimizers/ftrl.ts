import { float } from "../../layers/param";
import { add, affine, divide, multiply, subtract } from "../../ops/binary";
import { constant, type Value } from "../../ops/op";
import { fill } from "../../ops/reduce";
import { scale, unary } from "../../ops/unary";
import { times } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

/** x to a power, for x ≥ 0. */
const power = (x: Value, by: number): Value =>
  by === 0.5 ? unary("sqrt", x) : by === 0 ? constant(1, x.shape) : unary("exp", scale(unary("log", x), by));

export const ftrl = defineOptimizer({
  name: "Ftrl",
  docs: "Follow the regularized leader: keeps weights of rare features small or 0 (McMahan et al. 2013).",
  params: {
    learning_rate: learningRate(0.001),
    learning_rate_power: float("How fast steps become smaller; at most 0.", { max: 0, default: -0.5 }),
    initial_accumulator_value: float("What the sums of squares begin with.", { min: 0, default: 0.1 }),
    l1_regularization_strength: float("Penalty on absolute values.", { min: 0, default: 0 }),
    l2_regularization_strength: float("Penalty on squares.", { min: 0, default: 0 }),
    l2_shrinkage_regularization_strength: float("Penalty on squares that only gradients feel.", { min: 0, default: 0 }),
    beta: float("Added to the penalty on squares, over twice the learning rate.", { default: 0 }),
    ...baseParams,
  },
  slots: ({ initial_accumulator_value }) => ({ accumulator: initial_accumulator_value, linear: 0 }),
  rate: (rate) => 1 / rate,
  compose(weight, gradient, { accumulator, linear }, [inverse], config) {
    const { l1_regularization_strength: l1, l2_regularization_strength: l2, beta } = config;
    const by = -config.learning_rate_power;
    const sum = add(accumulator!, unary("square", gradient));
    const shrunk = add(gradient, scale(weight, 2 * config.l2_shrinkage_regularization_strength));
    const grown = power(sum, by);
    const change = multiply(times(subtract(grown, power(accumulator!, by)), inverse!), weight);
    const moved = add(linear!, subtract(shrunk, change));
    const curvature = add(times(grown, inverse!), affine(fill(inverse!, weight.shape), beta, 2 * l2));
    const next = divide(subtract(unary("clip", moved, -l1, l1), moved), curvature);
    return { weight: next, slots: { accumulator: sum, linear: moved } };
  },
});
