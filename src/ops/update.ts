/** What changes weights at the end of a step: optimizers and moving averages. Targets are changed in place. */
import type { Attrs, Inputs, Tensor, Value } from "./op";

export interface UpdateOp<T extends string, I extends string, A extends Attrs> {
  readonly name: string;
  /** Changes `targets`; slow and obvious. */
  reference(targets: Inputs<T, Tensor>, inputs: Inputs<I, Tensor>, attrs: A): void;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyUpdateOp = UpdateOp<any, any, any>;

export interface Update {
  readonly op: AnyUpdateOp;
  readonly targets: Readonly<Record<string, Value>>;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attrs: Attrs;
}

export function defineUpdate<T extends string, I extends string, A extends Attrs = Record<never, never>>(
  op: UpdateOp<T, I, A>,
) {
  return (targets: Inputs<T, Value>, inputs: Inputs<I, Value>, attrs: A = {} as A): Update => ({
    op,
    targets,
    inputs,
    attrs,
  });
}

/** weight ← weight · keep + value · (1 − keep) */
export const movingAverage = defineUpdate<"weight", "value", { readonly keep: number }>({
  name: "movingAverage",
  reference({ weight }, { value }, { keep }) {
    for (let i = 0; i < weight.data.length; i++) weight.data[i] = weight.data[i]! * keep + value.data[i]! * (1 - keep);
  },
});

/** weight ← value */
export const assign = defineUpdate<"weight", "value">({
  name: "assign",
  reference: ({ weight }, { value }) => weight.data.set(value.data),
});

/** weight ← weight · keep + value · (1 − keep), with a keep that the run sets before each step. */
export const blend = defineUpdate<"weight", "value" | "keep">({
  name: "blend",
  reference({ weight }, { value, keep }) {
    const k = keep.data[0]!;
    for (let i = 0; i < weight.data.length; i++)
      weight.data[i] = k === 1 ? weight.data[i]! : weight.data[i]! * k + value.data[i]! * (1 - k);
  },
});

/** weight ← weight − weight · decay · rate: Keras's weight decay, before the optimizer's own step. */
export const decayWeight = defineUpdate<"weight", "rate", { readonly decay: number }>({
  name: "decayWeight",
  reference({ weight }, { rate }, { decay }) {
    for (let i = 0; i < weight.data.length; i++) weight.data[i]! -= weight.data[i]! * decay * rate.data[0]!;
  },
});

/** weight ← weight − rate · gradient */
export const descend = defineUpdate<"weight", "gradient" | "rate">({
  name: "descend",
  reference({ weight }, { gradient, rate }) {
    for (let i = 0; i < weight.data.length; i++) weight.data[i]! -= rate.data[0]! * gradient.data[i]!;
  },
});

/** velocity ← momentum · velocity − rate · gradient; weight moves by it, or by one more such step (Nesterov). */
export const descendWithMomentum = defineUpdate<
  "weight" | "velocity",
  "gradient" | "rate",
  { readonly momentum: number; readonly nesterov: boolean }
>({
  name: "descendWithMomentum",
  reference({ weight, velocity }, { gradient, rate }, { momentum, nesterov }) {
    for (let i = 0; i < weight.data.length; i++) {
      const step = rate.data[0]! * gradient.data[i]!;
      velocity.data[i] = momentum * velocity.data[i]! - step;
      weight.data[i]! += nesterov ? momentum * velocity.data[i]! - step : velocity.data[i]!;
    }
  },
});

/** Kingma & Ba 2015, section 2, last paragraph: `rate` holds the bias corrections. */
export const adam = defineUpdate<
  "weight" | "mean" | "variance",
  "gradient" | "rate",
  { readonly beta1: number; readonly beta2: number; readonly epsilon: number }
>({
  name: "adam",
  reference({ weight, mean, variance }, { gradient, rate }, { beta1, beta2, epsilon }) {
    for (let i = 0; i < weight.data.length; i++) {
      const g = gradient.data[i]!;
      mean.data[i]! += (g - mean.data[i]!) * (1 - beta1);
      variance.data[i]! += (g * g - variance.data[i]!) * (1 - beta2);
      weight.data[i]! -= (rate.data[0]! * mean.data[i]!) / (Math.sqrt(variance.data[i]!) + epsilon);
    }
  },
});

/** Adam with the largest variance so far: Reddi et al. 2018. */
export const amsgrad = defineUpdate<
  "weight" | "mean" | "variance" | "largest",
  "gradient" | "rate",
  { readonly beta1: number; readonly beta2: number; readonly epsilon: number }
>({
  name: "amsgrad",
  reference({ weight, mean, variance, largest }, { gradient, rate }, { beta1, beta2, epsilon }) {
    for (let i = 0; i < weight.data.length; i++) {
      const g = gradient.data[i]!;
      mean.data[i]! += (g - mean.data[i]!) * (1 - beta1);
      variance.data[i]! += (g * g - variance.data[i]!) * (1 - beta2);
      largest.data[i] = Math.max(largest.data[i]!, variance.data[i]!);
      weight.data[i]! -= (rate.data[0]! * mean.data[i]!) / (Math.sqrt(largest.data[i]!) + epsilon);
    }
  },
});

/**
 * Tieleman & Hinton 2012 as Keras writes it: the mean of squares, less the squared mean when `centered`, with epsilon inside
 * the root. `mean` is only used when centered, `velocity` only with momentum; they may then be any weight of one number.
 */
export const rmsprop = defineUpdate<
  "weight" | "square" | "mean" | "velocity",
  "gradient" | "rate",
  { readonly rho: number; readonly momentum: number; readonly epsilon: number; readonly centered: boolean }
>({
  name: "rmsprop",
  reference({ weight, square, mean, velocity }, { gradient, rate }, { rho, momentum, epsilon, centered }) {
    for (let i = 0; i < weight.data.length; i++) {
      const g = gradient.data[i]!;
      square.data[i] = rho * square.data[i]! + (1 - rho) * g * g;
      let denominator = square.data[i]! + epsilon;
      if (centered) {
        mean.data[i] = rho * mean.data[i]! + (1 - rho) * g;
        denominator -= mean.data[i]! * mean.data[i]!;
      }
      let step = (rate.data[0]! * g) / Math.sqrt(denominator);
      if (momentum > 0) step = velocity.data[i] = momentum * velocity.data[i]! + step;
      weight.data[i]! -= step;
    }
  },
});

/**
 * Brings the norms of groups of a weight between `low` and `high`: weight ← weight · wanted / (norm + 1e-7), where wanted lies `rate` of
 * the way from the norm to the nearest allowed one. The weight is seen as [outer, group, inner]; norms run over the middle.
 */
export const constrainNorm = defineUpdate<
  "weight",
  never,
  { readonly group: number; readonly inner: number; readonly low: number; readonly high: number; readonly rate: number }
>({
  name: "constrainNorm",
  reference({ weight }, _, { group, inner, low, high, rate }) {
    for (let begin = 0; begin < weight.data.length; begin += group * inner)
      for (let i = begin; i < begin + inner; i++) {
        let sum = 0;
        for (let k = 0; k < group; k++) sum += weight.data[i + k * inner]! ** 2;
        const norm = Math.sqrt(sum);
        const wanted = rate * Math.min(Math.max(norm, low), high) + (1 - rate) * norm;
        for (let k = 0; k < group; k++) weight.data[i + k * inner]! *= wanted / (norm + 1e-7);
      }
  },
});

/** weight ← max(weight, 0) */
export const constrainNonNegative = defineUpdate<"weight", never>({
  name: "constrainNonNegative",
  reference({ weight }) {
    for (let i = 0; i < weight.data.length; i++) weight.data[i] = Math.max(weight.data[i]!, 0);
  },
});
