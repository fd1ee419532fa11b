import { bool, float } from "../../layers/param";
import { add, affine, divide, maximum, multiply, subtract } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { constant, sizeOf, type Sizes, type Value } from "../../ops/op";
import { sumAll } from "../../ops/reduce";
import { reshape } from "../../ops/reshape";
import { scale, unary } from "../../ops/unary";
import { times } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer, type SlotSpec } from "./optimizer";

/** √(mean of squares), as one number. */
const rootMeanSquare = (x: Value): Value => unary("sqrt", scale(sumAll(unary("square", x)), 1 / sizeOf(x.shape)));

const with1 = (shape: Sizes, axis: number): Sizes => shape.map((size, i) => (i === axis ? 1 : size));
const meanAlong = (x: Value, axis: number): Value => scale(sumTo(x, with1(x.shape, axis)), 1 / x.shape[axis]!);

export const adafactor = defineOptimizer({
  name: "Adafactor",
  docs: "Adam with means of squares for rows and columns only, which saves memory (Shazeer & Stern 2018).",
  params: {
    learning_rate: learningRate(0.001),
    beta_2_decay: float("How the weight of the past grows.", { default: -0.8 }),
    epsilon_1: float("Added to squares.", { min: 0, default: 1e-30 }),
    epsilon_2: float("The smallest size that a weight counts as.", { min: 0, default: 1e-3 }),
    clip_threshold: float("Largest size of a step before the learning rate.", { min: 0, default: 1 }),
    relative_step: bool("Keep the learning rate below 1/√step.", true),
    ...baseParams,
  },
  slots: (_, shape): Record<string, SlotSpec> =>
    shape.length < 2
      ? { velocity: 0 }
      : {
          rows: { initial: 0, shape: shape.slice(0, -1) },
          columns: { initial: 0, shape: [...shape.slice(0, -2), shape[shape.length - 1]!] },
        },
  // Keras takes the smaller of the two whether the step is relative or not
  rate: (rate, step) => Math.min(rate, 1 / Math.sqrt(step)),
  rates: (_, step, { beta_2_decay }) => [1 - step ** beta_2_decay, step ** beta_2_decay],
  compose(weight, gradient, { velocity, rows, columns }, [rate, keep, share], config) {
    const squares = affine(unary("square", gradient), 1, config.epsilon_1);
    const mixed = (old: Value, x: Value): Value => add(times(old, keep!), times(reshape(x, old.shape), share!));
    const slots: Record<string, Value> = {};
    let variance: Value;
    if (velocity) variance = slots["velocity"] = mixed(velocity, squares);
    else {
      const last = weight.shape.length - 1;
      const r = (slots["rows"] = mixed(rows!, meanAlong(squares, last)));
      const c = (slots["columns"] = mixed(columns!, meanAlong(squares, last - 1)));
      const share1 = divide(r, broadcastTo(meanAlong(r, last - 1), r.shape));
      variance = multiply(
        broadcastTo(reshape(share1, with1(weight.shape, last)), weight.shape),
        broadcastTo(reshape(c, with1(weight.shape, last - 1)), weight.shape),
      );
    }
    const step = divide(gradient, unary("sqrt", variance));
    const limit = maximum(constant(1, [1]), scale(rootMeanSquare(step), 1 / config.clip_threshold));
    const size = multiply(maximum(constant(config.epsilon_2, [1]), rootMeanSquare(weight)), rate!);
    return { weight: subtract(weight, times(step, divide(size, limit))), slots };
  },
});
