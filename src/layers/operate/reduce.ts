/** Functions that make one number of many along axes, and those that go by such numbers. */
import { isList, type Literal } from "../../model/literal";
import { mapOf, along } from "../../ops/alongAxis";
import { add, affine, divide, maximum, multiply, subtract } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { concatenate, slice } from "../../ops/concatenate";
import { detach } from "../../ops/detach";
import { globalMaxPool } from "../../ops/globalPool";
import { constant, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { scale, unary } from "../../ops/unary";
import { isTrue } from "./elementwise";
import { acrossSamples, notFollowed, together, type Operation } from "./operation";
import { alongOne } from "./picking";

/** The shape with 1 in the place of these axes. */
export const shrunk = (x: Value, axes: readonly number[]): readonly number[] =>
  x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
const countOf = (x: Value, axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis]!));

const mean = (x: Value, axes: readonly number[]): Value => scale(sumTo(x, shrunk(x, axes)), 1 / countOf(x, axes));
const variance = (x: Value, axes: readonly number[]): Value =>
  mean(unary("square", subtract(x, broadcastTo(mean(x, axes), x.shape))), axes);

/** The largest number along axes, by turning them to the middle. */
export function largest(x: Value, axes: readonly number[]): Value {
  const kept = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const turned = transpose(x, [...kept, ...axes]);
  const rows = sizeOf(kept.map((axis) => x.shape[axis]!));
  return reshape(globalMaxPool(reshape(turned, [rows, countOf(x, axes), 1])), shrunk(x, axes));
}

/** The product along axes, by halves of each. */
export const multiplied = (x: Value, axes: readonly number[]): Value =>
  axes.reduce((y, axis) => {
    let left = y;
    for (let size = y.shape[axis]!; size > 1; size = left.shape[axis]!) {
      const half = size >> 1;
      const pairs = multiply(slice(left, axis, 0, half), slice(left, axis, half, half));
      left = size % 2 === 0 ? pairs : concatenate([pairs, slice(left, axis, size - 1, 1)], axis);
    }
    return left;
  }, x);

/** log Σ eˣ, without numbers that are too large on the way. */
function logOfSum(x: Value, axes: readonly number[]): Value {
  const most = detach(largest(x, axes));
  const sums = sumTo(unary("exp", subtract(x, broadcastTo(most, x.shape))), shrunk(x, axes));
  return add(unary("log", sums), most);
}

export const reduction =
  (f: (x: Value, axes: readonly number[]) => Value): Operation =>
  (call) => {
    const axes = call.axes();
    if (!axes) return notFollowed("this axis");
    if (axes.includes(0) && call.apart) return acrossSamples;
    const y = f(call.x, axes);
    const keeps = call.literal("keepdims") === true;
    return keeps
      ? y
      : reshape(
          y,
          call.x.shape.filter((_, i) => !axes.includes(i)),
        );
  };

/** Mean and variance at once. */
const moments: Operation = (call) => {
  const axes = call.axes("axes");
  if (!axes) return notFollowed("these axes");
  if (axes.includes(0) && call.apart) return acrossSamples;
  const kept = call.x.shape.filter((_, i) => !axes.includes(i));
  const pair = [mean(call.x, axes), variance(call.x, axes)];
  return call.literal("keepdims") === true ? pair : pair.map((y) => reshape(y, kept));
};

/** The length of what lies along an axis. */
const normed: Operation = (call) => {
  const order = call.literal("ord") ?? null;
  const given = call.literal("axis");
  const isOne = typeof given === "number" || (isList(given ?? null) && (given as readonly Literal[]).length === 1);
  if (isOne && (order === Infinity || order === -Infinity)) {
    const sign = order > 0 ? 1 : -1;
    return reduction((x, axes) => scale(largest(scale(unary("abs", x), sign), axes), sign))(call);
  }
  const lengths: (x: Value, axes: readonly number[]) => Value =
    order === 1
      ? (x, axes) => sumTo(unary("abs", x), shrunk(x, axes))
      : (x, axes) => unary("sqrt", sumTo(unary("square", x), shrunk(x, axes)));
  const isLength = order === null || order === 2 || order === "euclidean" || order === "fro";
  if (!isLength && order !== 1) return notFollowed("this order");
  return order === null || isOne ? reduction(lengths)(call) : notFollowed("an order of matrices");
};

/** Krizhevsky et al. 2012, section 3.3: x / (bias + alpha · sum of squares of near channels) ^ beta. */
const localResponse: Operation = (call) => {
  const numbers = ["depth_radius", "bias", "alpha", "beta"].map((name, i) => call.literal(name) ?? [5, 1, 1, 0.5][i]!);
  if (!numbers.every((value) => typeof value === "number")) return notFollowed("one of its arguments");
  const [radius, bias, alpha, beta] = numbers as [number, number, number, number];
  const { x } = call;
  const axis = x.shape.length - 1;
  const channels = x.shape[axis]!;
  const near = mapOf(
    Array.from({ length: channels }, (_, i) => {
      const first = Math.max(0, i - radius);
      return Array.from({ length: Math.min(channels - 1, i + radius) - first + 1 }, (_, k) => [first + k, 1] as const);
    }),
  );
  const base = affine(along(unary("square", x), axis, near), alpha, bias);
  return multiply(x, unary("exp", scale(unary("log", base), -beta)));
};

/** A mean in which each number counts by its weight; a row of weights is for the axis. */
const weighed: Operation = (call) => {
  const weights = call.operand("weights");
  if (weights === undefined) return reduction(mean)(call);
  const axes = call.axes();
  if (!axes || typeof weights === "number") return notFollowed("a mean by these weights");
  const isRow = weights.shape.length === 1 && axes.length === 1 && call.x.shape.length > 1;
  const spread = isRow
    ? reshape(
        weights,
        call.x.shape.map((_, i) => (i === axes[0] ? weights.shape[0]! : 1)),
      )
    : weights;
  const both = together(call.x, spread);
  if (both?.[0].shape.join() !== call.x.shape.join()) return notFollowed("a mean by these weights");
  return reduction((x, along) =>
    divide(sumTo(multiply(x, both[1]), shrunk(x, along)), sumTo(both[1], shrunk(x, along))),
  )(call);
};

/** The area below a curve: between two places the mean of both, times their distance. */
const area: Operation = (call) =>
  alongOne(
    call,
    (x, axis) => {
      const size = x.shape[axis]!;
      const [places, distance] = [call.literal("x") ?? null, call.literal("dx") ?? 1];
      const step = typeof distance === "number" && places === null ? distance : undefined;
      const at = isList(places)
        ? places
        : Array.from({ length: size }, (_, i) => (step === undefined ? null : i * step));
      if (at.length !== size || !at.every((one) => typeof one === "number"))
        return notFollowed("how far its places are from each other");
      const shares = at.map((one, i) => [i, ((at[i + 1] ?? one) - (at[i - 1] ?? one)) / 2] as const);
      return reshape(
        along(x, axis, mapOf([shares])),
        x.shape.filter((_, i) => i !== axis),
      );
    },
    -1,
  );

/** Each row along axes divided by its length. */
const toUnitLength: Operation = (call) => {
  const axes = call.literal("axis") === undefined ? [call.x.shape.length - 1] : call.axes();
  if (!axes) return notFollowed("this axis");
  if (axes.includes(0) && call.apart) return acrossSamples;
  if ((call.literal("order") ?? 2) !== 2) return notFollowed("an order other than 2");
  const { x } = call;
  const squares = sumTo(unary("square", x), shrunk(x, axes));
  const length = unary("sqrt", maximum(squares, constant(1e-12, squares.shape)));
  return divide(x, broadcastTo(length, x.shape));
};

export const reductions: ReadonlyMap<string, Operation> = new Map([
  ["Sum", reduction((x, axes) => sumTo(x, shrunk(x, axes)))],
  ["Mean", reduction(mean)],
  ["Var", reduction(variance)],
  ["Std", reduction((x, axes) => unary("sqrt", variance(x, axes)))],
  ["Max", reduction(largest)],
  ["Amax", reduction(largest)],
  ["Min", reduction((x, axes) => scale(largest(scale(x, -1), axes), -1))],
  ["Amin", reduction((x, axes) => scale(largest(scale(x, -1), axes), -1))],
  ["Average", weighed],
  ["Trapezoid", area],
  ["Prod", reduction(multiplied)],
  ["Ptp", reduction((x, axes) => add(largest(x, axes), largest(scale(x, -1), axes)))],
  ["Moments", moments],
  ["Logsumexp", reduction(logOfSum)],
  ["Any", reduction((x, axes) => largest(isTrue(x), axes))],
  ["All", reduction((x, axes) => affine(largest(affine(isTrue(x), -1, 1), axes), -1, 1))],
  ["CountNonzero", reduction((x, axes) => sumTo(isTrue(x), shrunk(x, axes)))],
  ["Norm", normed],
  ["LocalResponseNormalization", localResponse],
  ["Normalize", toUnitLength],
]);
