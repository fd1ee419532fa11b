import { anything, bool, float, int, optional } from "../../layers/param";
import { add, affine, divide, subtract } from "../../ops/binary";
import { matmul } from "../../ops/matmul";
import type { Sizes, Value } from "../../ops/op";
import { sumAll } from "../../ops/reduce";
import { transpose } from "../../ops/transpose";
import { scale, unary } from "../../ops/unary";
import { times, towards } from "./compose";
import { learningRate } from "./learningRate";
import { baseParams, defineOptimizer } from "./optimizer";

interface Exclusion {
  readonly exclude_layers: unknown;
  readonly exclude_embeddings: boolean;
}

/** Matrices are moved along orthogonal directions; everything else, and what is excluded by its name, as Adam does. */
function isForAdam(name: string, shape: Sizes, { exclude_layers, exclude_embeddings }: Exclusion): boolean {
  if (shape.length !== 2 || (exclude_embeddings && /embedding/i.test(name))) return true;
  return (
    Array.isArray(exclude_layers) && exclude_layers.some((part) => typeof part === "string" && matches(part, name))
  );
}

/** Keras takes a part of the name as a regular expression; one that JavaScript cannot read is taken as it stands. */
function matches(part: string, name: string): boolean {
  try {
    return new RegExp(part).test(name);
  } catch {
    return name.includes(part);
  }
}

/** The nearest orthogonal matrix, nearly: Newton–Schulz steps on a polynomial of the fifth degree. */
function orthogonalized(x: Value, steps: number, [a, b, c]: readonly [number, number, number]): Value {
  const isTall = x.shape[0]! > x.shape[1]!;
  const flipped = (value: Value): Value => (isTall ? transpose(value, [1, 0]) : value);
  const length = affine(unary("sqrt", sumAll(unary("square", x))), 1, 1e-7);
  let y = times(flipped(x), unary("reciprocal", length));
  for (let i = 0; i < steps; i++) {
    const square = matmul(y, transpose(y, [1, 0]));
    const factor = add(scale(square, b), scale(matmul(square, square), c));
    y = add(scale(y, a), matmul(factor, y));
  }
  return flipped(y);
}

export const muon = defineOptimizer({
  name: "Muon",
  docs: "Momentum whose directions are made orthogonal for matrices, and Adam for the rest (Jordan et al. 2024).",
  params: {
    learning_rate: learningRate(0.001),
    adam_beta_1: float("Adam's weight of the past in the mean of gradients.", { min: 0, max: 1, default: 0.9 }),
    adam_beta_2: float("Adam's weight of the past in the mean of squares.", { min: 0, max: 1, default: 0.999 }),
    adam_weight_decay: optional(float("The decay of what Adam moves.", { min: 0 }), 0.004),
    epsilon: float("Added to Adam's root, so that nothing is divided by zero.", { min: 0, default: 1e-7 }),
    exclude_layers: anything("Parts of names of weights that Adam moves."),
    exclude_embeddings: bool("Let Adam move embeddings.", true),
    muon_a: float("Factor of the first power.", { default: 3.4445 }),
    muon_b: float("Factor of the third power.", { default: -4.775 }),
    muon_c: float("Factor of the fifth power.", { default: 2.0315 }),
    adam_lr_ratio: float("Adam's share of the learning rate.", { min: 0, default: 1 }),
    momentum: float("Share of the last step that goes on.", { min: 0, max: 1, default: 0.95 }),
    ns_steps: int("Newton–Schulz steps.", { min: 1, default: 5 }),
    nesterov: bool("Look ahead by one such step.", true),
    rms_rate: optional(float("Size of a step beside Adam's; None leaves it.", { min: 0 }), 0.2),
    ...baseParams,
    weight_decay: optional(float("The decay of matrices.", { min: 0 }), 0.004),
  },
  slots: (config, shape, name): Record<string, number> => ({
    momentum: 0,
    ...(isForAdam(name, shape, config) ? { velocity: 0 } : {}),
  }),
  decay: (name, shape, config) =>
    (isForAdam(name, shape, config) ? config.adam_weight_decay : config.weight_decay) ?? 0,
  rate: (rate) => rate,
  rates: (rate, step, { adam_beta_1, adam_beta_2, adam_lr_ratio }) => [
    (rate * adam_lr_ratio * Math.sqrt(1 - adam_beta_2 ** step)) / (1 - adam_beta_1 ** step),
  ],
  compose(weight, gradient, { momentum, velocity }, [rate, ofAdam], config) {
    if (velocity) {
      const mean = towards(momentum!, gradient, 1 - config.adam_beta_1);
      const squares = towards(velocity, unary("square", gradient), 1 - config.adam_beta_2);
      const step = divide(times(mean, ofAdam!), affine(unary("sqrt", squares), 1, config.epsilon));
      return { weight: subtract(weight, step), slots: { momentum: mean, velocity: squares } };
    }
    const mean = add(gradient, scale(momentum!, config.momentum));
    const direction = config.nesterov ? add(gradient, scale(mean, config.momentum)) : mean;
    const step = orthogonalized(direction, config.ns_steps, [config.muon_a, config.muon_b, config.muon_c]);
    const size = config.rms_rate === null ? 1 : Math.sqrt(Math.max(...weight.shape)) * config.rms_rate;
    return { weight: subtract(weight, times(scale(step, size), rate!)), slots: { momentum: mean } };
  },
});
