/** From gradients to how weights move: clipping, decay, the optimizer's own step, constraints. */
import { add, divide, maximum, multiply, subtract } from "../ops/binary";
import { constant, scalar, weightValue, type Value } from "../ops/op";
import { fill, sumAll } from "../ops/reduce";
import { scale, unary } from "../ops/unary";
import { assign, blend, decayWeight, type Update } from "../ops/update";
import { constraintOf } from "./constraints";
import type { ModelWeight, Slot } from "./lower";
import { rateAt, type LearningRate } from "./optimizers/learningRate";
import { moreRates, type AnyOptimizer, type BaseConfig, type SlotSpec } from "./optimizers/optimizer";
import type { Configured } from "./settings";

/**
 * What a step does with the gradients. Where they are gathered over several steps (`gradient_accumulation_steps`), all but the last of
 * these only gather: a plan of its own, for which `gathers` is true.
 */
export function optimize(
  { of, config }: Configured<AnyOptimizer>,
  moved: readonly { readonly weight: ModelWeight; readonly gradient: Value }[],
  gathers = false,
): { readonly slots: readonly Slot[]; readonly updates: readonly Update[] } {
  const base = config as unknown as BaseConfig;
  const rate = scalar("rate");
  const rates = [rate, ...moreRates.map((name) => scalar(name))];
  const decayOf = ({ name, value }: ModelWeight): number =>
    of.decay?.(name, value.shape, config) ?? base.weight_decay ?? 0;
  const slots: Slot[] = [];
  const updates: Update[] = [];
  const keepFor = (weight: ModelWeight, name: string, spec: SlotSpec): Value => {
    const { initial, shape } = typeof spec === "number" ? { initial: spec, shape: weight.value.shape } : spec;
    const value = weightValue(`${weight.name}/${of.name}/${name}`, shape);
    slots.push({ name: `${weight.name}/${of.name}/${name}`, value, initial });
    return value;
  };
  const steps = base.gradient_accumulation_steps;
  const gathered = moved.map(({ weight }) => (steps === null ? undefined : keepFor(weight, GATHERED, 0)));
  const sums = moved.map(({ gradient }, i) => (gathered[i] ? add(gradient, gathered[i]) : gradient));
  const clipped = clip(steps === null ? sums : sums.map((sum) => scale(sum, 1 / steps)), base);
  moved.forEach(({ weight }, i) => {
    const own: Record<string, Value> = {};
    const keep = (name: string, spec: SlotSpec): Value => keepFor(weight, name, spec);
    if (!gathers)
      for (const [name, spec] of Object.entries(of.slots(config, weight.value.shape, weight.name)))
        own[name] = keep(name, spec);
    const decay = isDecayed(weight, base) ? decayOf(weight) : 0;
    if (gathers) updates.push(assign({ weight: gathered[i]! }, { value: sums[i]! }));
    else if (of.update) {
      if (decay > 0) updates.push(decayWeight({ weight: weight.value }, { rate: scalar("learning_rate") }, { decay }));
      updates.push(of.update(weight.value, clipped[i]!, own, rate, config));
    } else {
      const moved = of.compose!(decayed(weight.value, decay), clipped[i]!, own, rates, config);
      for (const [name, value] of Object.entries(moved.slots)) updates.push(assign({ weight: own[name]! }, { value }));
      updates.push(assign({ weight: weight.value }, { value: moved.weight }));
    }
    if (gathered[i] && !gathers)
      updates.push(assign({ weight: gathered[i] }, { value: constant(0, gathered[i].shape) }));
    const constrained = weight.spec.constraint && constraintOf(weight.spec.constraint, weight.value);
    if (constrained) updates.push(constrained);
    if (base.use_ema) updates.push(...average(weight.value, keep(AVERAGE, 0), base));
  });
  return { slots, updates };
}

/** What the slot is called in which gradients are gathered. */
const GATHERED = "gathered";

/** Whether a step only gathers gradients, after so many steps. */
export function gathersAt({ config }: Configured<AnyOptimizer>, steps: number): boolean {
  const every = (config as unknown as BaseConfig).gradient_accumulation_steps;
  return every !== null && (steps + 1) % every !== 0;
}

/** Whether some steps only gather gradients. */
export const gathersAtAll = ({ config }: Configured<AnyOptimizer>): boolean =>
  (config as unknown as BaseConfig).gradient_accumulation_steps !== null;

/** By the weight's own name, as in Keras: `bias`, not `dense/bias`. */
const isDecayed = ({ name }: ModelWeight, { exclude_from_weight_decay: excluded }: BaseConfig): boolean =>
  excluded?.test(name.slice(name.lastIndexOf("/") + 1)) !== true;

/** The weight as decay leaves it: weight − weight · decay · learning rate. */
const decayed = (weight: Value, decay: number): Value =>
  decay === 0 ? weight : subtract(weight, multiply(weight, fill(scale(scalar("learning_rate"), decay), weight.shape)));

/** What the slot with the moving average of a weight is called. */
const AVERAGE = "average";
export const averageOf = (weight: string, optimizer: string): string => `${weight}/${optimizer}/${AVERAGE}`;

/** The moving average of a weight after its step, and the weight overwritten by it where that is due. */
const average = (weight: Value, slot: Value, { ema_overwrite_frequency }: BaseConfig): readonly Update[] => [
  blend({ weight: slot }, { value: weight, keep: scalar("average_keep") }),
  ...(ema_overwrite_frequency === null ? [] : [blend({ weight }, { value: slot, keep: scalar("overwrite_keep") })]),
];

type Rated = BaseConfig & { readonly learning_rate: LearningRate };

/** The learning rate of a step, as the optimizer itself says. */
export const rateOf = ({ config }: Configured<AnyOptimizer>, steps: number): number =>
  rateAt((config as unknown as Rated).learning_rate, steps);

/** Whether the learning rate changes with the steps. */
export const isScheduled = ({ config }: Configured<AnyOptimizer>): boolean =>
  typeof (config as unknown as Rated).learning_rate !== "number";

/** The numbers that a run sets before a step, after so many steps, at the optimizer's own learning rate or another. */
export function scalarsOf(
  { of, config }: Configured<AnyOptimizer>,
  steps: number,
  learningRate = rateOf({ of, config }, steps),
): Readonly<Record<string, number>> {
  const base = config as unknown as BaseConfig;
  // steps that only gather gradients do not count for the optimizer
  const moves = Math.floor(steps / (base.gradient_accumulation_steps ?? 1));
  const more = of.rates?.(learningRate, moves + 1, config) ?? [];
  const frequency = base.ema_overwrite_frequency;
  return {
    step: steps,
    learning_rate: learningRate,
    rate: of.rate(learningRate, moves + 1, config),
    ...Object.fromEntries(more.map((value, i) => [moreRates[i]!, value])),
    // the first average is the weight itself
    average_keep: moves === 0 ? 0 : base.ema_momentum,
    overwrite_keep: frequency !== null && (moves + 1) % frequency === 0 ? 0 : 1,
  };
}

/** Keras allows at most one of the three. */
function clip(all: readonly Value[], { clipvalue, clipnorm, global_clipnorm }: BaseConfig): readonly Value[] {
  if (clipvalue) return all.map((gradient) => unary("clip", gradient, -clipvalue, clipvalue));
  if (clipnorm) return all.map((gradient) => limit(gradient, sumAll(unary("square", gradient)), clipnorm));
  if (!global_clipnorm) return all;
  const squares = all.map((gradient) => sumAll(unary("square", gradient))).reduce((a, b) => add(a, b));
  return all.map((gradient) => limit(gradient, squares, global_clipnorm));
}

/** gradient · most / max(√squares, most) */
function limit(gradient: Value, squares: Value, most: number): Value {
  const bound = constant(most, [1]);
  return multiply(gradient, fill(divide(bound, maximum(unary("sqrt", squares), bound)), gradient.shape));
}
