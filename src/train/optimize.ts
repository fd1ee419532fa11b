/** From gradients to how weights move: clipping, decay, the optimizer's own step, constraints. */
import { add, divide, maximum, multiply } from "../ops/binary";
import { constant, scalar, weightValue, type Value } from "../ops/op";
import { fill, sumAll } from "../ops/reduce";
import { unary } from "../ops/unary";
import { decayWeight, type Update } from "../ops/update";
import { constraintOf } from "./constraints";
import type { ModelWeight } from "./lower";
import type { AnyOptimizer, BaseConfig } from "./optimizers/optimizer";
import type { Configured } from "./settings";

/** An array that the optimizer keeps. */
export interface Slot {
  readonly name: string;
  readonly value: Value;
  readonly initial: number;
}

export function optimize(
  { of, config }: Configured<AnyOptimizer>,
  moved: readonly { readonly weight: ModelWeight; readonly gradient: Value }[],
): { readonly slots: readonly Slot[]; readonly updates: readonly Update[] } {
  const base = config as unknown as BaseConfig;
  const rate = scalar("rate");
  const slots: Slot[] = [];
  const updates: Update[] = [];
  const clipped = clip(
    moved.map(({ gradient }) => gradient),
    base,
  );
  moved.forEach(({ weight }, i) => {
    const own: Record<string, Value> = {};
    for (const [name, initial] of Object.entries(of.slots(config))) {
      own[name] = weightValue(`${weight.name}/${of.name}/${name}`, weight.value.shape);
      slots.push({ name: `${weight.name}/${of.name}/${name}`, value: own[name], initial });
    }
    if (base.weight_decay)
      updates.push(
        decayWeight({ weight: weight.value }, { rate: scalar("learning_rate") }, { decay: base.weight_decay }),
      );
    updates.push(of.update(weight.value, clipped[i]!, own, rate, config));
    const constrained = weight.spec.constraint && constraintOf(weight.spec.constraint, weight.value);
    if (constrained) updates.push(constrained);
  });
  return { slots, updates };
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
