/** What the normalizations share that take their statistics from each sample. */
import type { KerasObject } from "../../model/literal";
import type { Dim, Shape } from "../../model/shape";
import { addBias } from "../../ops/addBias";
import { affine, maximum, multiply, subtract } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { constant, sizeOf, type Value } from "../../ops/op";
import { repeatColumns, sumColumns } from "../../ops/reduce";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { scale, unary } from "../../ops/unary";
import { ShapeError } from "../layer";
import { bool, constraint, float, initializer, regularizer } from "../param";
import { weightBy } from "./kernelParams";

/** The learned factor and offset, and epsilon, in Keras's order. */
export const centerAndScaleParams = (epsilon: number) => ({
  epsilon: float("Added to the variance, so that nothing is divided by zero.", { default: epsilon }),
  center: bool("Learn an offset `beta`.", true),
  scale: bool("Learn a factor `gamma`.", true),
  beta_initializer: initializer("First values of beta.", "zeros"),
  gamma_initializer: initializer("First values of gamma.", "ones"),
  beta_regularizer: regularizer("Penalty on beta, added to the loss."),
  gamma_regularizer: regularizer("Penalty on gamma, added to the loss."),
  beta_constraint: constraint("Applied to beta after each update."),
  gamma_constraint: constraint("Applied to gamma after each update."),
});

interface CenterAndScale {
  readonly center: boolean;
  readonly scale: boolean;
  readonly beta_initializer: KerasObject;
  readonly gamma_initializer: KerasObject;
  readonly beta_regularizer: KerasObject | null;
  readonly gamma_regularizer: KerasObject | null;
  readonly beta_constraint: KerasObject | null;
  readonly gamma_constraint: KerasObject | null;
}
export const centerAndScaleWeights = (shape: readonly Dim[], config: CenterAndScale) => ({
  gamma: config.scale
    ? weightBy(shape, config.gamma_initializer, config.gamma_regularizer, config.gamma_constraint)
    : undefined,
  beta: config.center
    ? weightBy(shape, config.beta_initializer, config.beta_regularizer, config.beta_constraint)
    : undefined,
});

/** Axes counted from the front, in order; or why the input does not have them. */
export function axesWithin(x: Shape, axes: readonly number[]): readonly number[] | ShapeError {
  const outside = axes.find((axis) => axis >= x.length || axis < -x.length);
  if (outside !== undefined) return new ShapeError(`has axis ${outside}, but its input has ${x.length} axes`);
  return axes.map((axis) => (axis < 0 ? axis + x.length : axis)).sort((a, b) => a - b);
}

/** As `axesWithin`, and all of their sizes known. */
export function knownAxes(x: Shape, axes: readonly number[]): readonly number[] | ShapeError {
  const found = axesWithin(x, axes);
  if (found instanceof ShapeError) return found;
  const free = found.find((axis) => x[axis] === null);
  return free === undefined ? found : new ShapeError(`needs to know the size of its input's axis ${free}`);
}

/** Applies `f` to x seen as rows [everything else, the axes given]. */
export function byRows(x: Value, axes: readonly number[], f: (rows: Value) => Value): Value {
  const order = [...x.shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const moved = order.every((from, i) => from === i) ? x : transpose(x, order);
  const columns = sizeOf(axes.map((axis) => x.shape[axis]!));
  const y = reshape(f(reshape(moved, [sizeOf(x.shape) / columns, columns])), moved.shape);
  return moved === x
    ? y
    : transpose(
        y,
        [...order.keys()].map((axis) => order.indexOf(axis)),
      );
}

/** Each row with mean 0 and variance 1: (x − mean) / √(variance + epsilon). */
export function standardizeRows(x: Value, epsilon: number): Value {
  const columns = x.shape[1]!;
  const mean = scale(sumColumns(x), 1 / columns);
  const centered = subtract(x, repeatColumns(mean, columns));
  return divideByRoot(centered, epsilon);
}

/** Each row divided by √(mean of its squares + epsilon). */
export function divideByRoot(x: Value, epsilon: number): Value {
  const columns = x.shape[1]!;
  const squares = scale(sumColumns(unary("square", x)), 1 / columns);
  const factor = unary("reciprocal", unary("sqrt", affine(squares, 1, epsilon)));
  return multiply(x, repeatColumns(factor, columns));
}

/** Keras's smallest length. */
const SMALLEST = 1e-12;

/** Each row divided by its length. */
export function unitRows(rows: Value): Value {
  const squares = sumColumns(unary("square", rows));
  const length = unary("sqrt", maximum(squares, constant(SMALLEST ** 2, squares.shape)));
  return multiply(rows, repeatColumns(unary("reciprocal", length), rows.shape[1]!));
}

/** gamma · x + beta for each column, where they are there. */
export function scaleAndShift(rows: Value, gamma: Value | undefined, beta: Value | undefined): Value {
  const columns = rows.shape[1]!;
  const scaled = gamma ? multiply(rows, broadcastTo(reshape(gamma, [1, columns]), rows.shape)) : rows;
  return beta ? addBias(scaled, reshape(beta, [columns])) : scaled;
}
