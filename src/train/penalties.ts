/** Regularizers as numbers added to the loss. */
import type { Config, KerasObject } from "../model/literal";
import { add } from "../ops/binary";
import type { Value } from "../ops/op";
import { sumAll } from "../ops/reduce";
import { scale, unary } from "../ops/unary";

const number = (config: Config, name: string, preset: number): number => {
  const value = config[name];
  return typeof value === "number" ? value : preset;
};

const absolute = (x: Value, factor: number): Value => scale(sumAll(unary("abs", x)), factor);
const squared = (x: Value, factor: number): Value => scale(sumAll(unary("square", x)), factor);

const penalties: Readonly<Record<string, (x: Value, config: Config) => Value>> = {
  L1: (x, config) => absolute(x, number(config, "l1", 0.01)),
  L2: (x, config) => squared(x, number(config, "l2", 0.01)),
  L1L2: (x, config) => add(absolute(x, number(config, "l1", 0)), squared(x, number(config, "l2", 0))),
};

/** The penalty of one regularizer, or undefined when there is none that we know. */
export const penaltyOf = (regularizer: KerasObject, x: Value): Value | undefined =>
  penalties[regularizer.class_name]?.(x, regularizer.config);
