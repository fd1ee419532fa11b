import { float, int } from "../../layers/param";
import { add, affine, divide, multiply, subtract } from "../../ops/binary";
import { scalar, type Value } from "../../ops/op";
import { fill } from "../../ops/reduce";
import { scale, unary } from "../../ops/unary";
import { times, towards } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

/** (1 − share) · a + share · b for a share that changes from step to step. */
const mix = (a: Value, b: Value, share: Value): Value => {
  const part = fill(share, a.shape);
  return add(multiply(a, affine(part, -1, 1)), multiply(b, part));
};

export const scheduleFreeAdamW = defineOptimizer({
  name: "ScheduleFreeAdamW",
  docs: "AdamW that averages its own path instead of lowering the learning rate (Defazio et al. 2024).",
  params: {
    learning_rate: learningRate(0.0025),
    beta_1: float("How near weights stay to the average of the path.", { min: 0, max: 1, default: 0.9 }),
    beta_2: float("Weight of the past in the mean of squares.", { min: 0, max: 1, default: 0.999 }),
    epsilon: float("Added to the root, so that nothing is divided by zero.", { min: 0, default: 1e-8 }),
    warmup_steps: int("Steps in which the rate rises from 0.", { min: 0, default: 0 }),
    ...baseParams,
  },
  slots: () => ({ momentum: 0, velocity: 0 }),
  rate: (rate, step, { warmup_steps }) => (warmup_steps > 0 ? rate * Math.min(step / warmup_steps, 1) : rate),
  // the path begins at the weight itself: 1 at the first step, then 0
  rates: (_, step, { beta_2 }) => [1 / (1 - beta_2 ** step), 1 / step, step === 1 ? 1 : 0],
  compose(weight, gradient, slots, [rate, ofSquares, share, first], { beta_1, beta_2, epsilon, weight_decay }) {
    // before decay took its share of the weight
    const kept = affine(scalar("learning_rate"), -(weight_decay ?? 0), 1);
    const begin = weight_decay === null ? weight : divide(weight, fill(kept, weight.shape));
    const before = mix(slots["momentum"]!, begin, first!);
    const velocity = towards(slots["velocity"]!, unary("square", gradient), 1 - beta_2);
    const root = affine(unary("sqrt", times(velocity, ofSquares!)), 1, epsilon);
    const path = subtract(before, divide(times(gradient, rate!), root));
    const averageBefore = scale(subtract(weight, scale(before, 1 - beta_1)), 1 / beta_1);
    const average = mix(averageBefore, path, share!);
    return {
      weight: add(scale(path, 1 - beta_1), scale(average, beta_1)),
      slots: { momentum: path, velocity },
    };
  },
});
