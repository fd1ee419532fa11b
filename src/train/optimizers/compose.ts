/** What the optimizers share whose step is made of operations on values. */
import { add, multiply, subtract } from "../../ops/binary";
import type { Value } from "../../ops/op";
import { fill } from "../../ops/reduce";
import { scale } from "../../ops/unary";

/** x times one number that changes from step to step. */
export const times = (x: Value, by: Value): Value => multiply(x, fill(by, x.shape));

/** The moving mean of what comes: old + (x − old) · share. */
export const towards = (old: Value, x: Value, share: number): Value => add(old, scale(subtract(x, old), share));
