/** Constraints as changes of a weight after its update. */
import { isList, type Config, type KerasObject } from "../model/literal";
import { sizeOf, type Value } from "../ops/op";
import { constrainNonNegative, constrainNorm, type Update } from "../ops/update";

const number = (config: Config, name: string, preset: number): number => {
  const value = config[name];
  return typeof value === "number" ? value : preset;
};

/** The axes that a norm runs over, as neighbours: [first, after the last]. */
function axesOf(config: Config, rank: number): readonly [number, number] {
  const axis = config["axis"] ?? 0;
  const axes = (isList(axis) ? axis : [axis])
    .filter((one) => typeof one === "number")
    .map((one) => (one < 0 ? one + rank : one));
  return [Math.min(...axes), Math.max(...axes) + 1];
}

function normBetween(weight: Value, config: Config, low: number, high: number, rate: number): Update {
  const [from, to] = axesOf(config, weight.shape.length);
  return constrainNorm(
    { weight },
    {},
    { group: sizeOf(weight.shape.slice(from, to)), inner: sizeOf(weight.shape.slice(to)), low, high, rate },
  );
}

const constraints: Readonly<Record<string, (weight: Value, config: Config) => Update>> = {
  NonNeg: (weight) => constrainNonNegative({ weight }, {}),
  MaxNorm: (weight, config) => normBetween(weight, config, 0, number(config, "max_value", 2), 1),
  UnitNorm: (weight, config) => normBetween(weight, config, 1, 1, 1),
  MinMaxNorm: (weight, config) =>
    normBetween(
      weight,
      config,
      number(config, "min_value", 0),
      number(config, "max_value", 1),
      number(config, "rate", 1),
    ),
};

/** The update that keeps a weight within a constraint, or undefined when there is none that we know. */
export const constraintOf = (constraint: KerasObject, weight: Value): Update | undefined =>
  constraints[constraint.class_name]?.(weight, constraint.config);
