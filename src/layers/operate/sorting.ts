/** Functions that sort, and those that tell where a number stands in an order. */
import { isList, type Literal } from "../../model/literal";
import { argsort } from "../../ops/argsort";
import { add, affine, equal, greater, maximum, multiply } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { slice } from "../../ops/concatenate";
import { oneHot } from "../../ops/crossEntropy";
import { constant, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { scale } from "../../ops/unary";
import { notFollowed, type Operands, type Operation } from "./operation";
import { alongOne, fromEnd, pickedAlong, toEnd } from "./picking";

/** The places of the numbers along an axis, the smallest first, or the largest. */
function orderAlong(x: Value, axis: number, falling: boolean): Value {
  const rank = x.shape.length;
  const turned = transpose(falling ? scale(x, -1) : x, toEnd(rank, axis));
  const size = x.shape[axis]!;
  const order = argsort(reshape(turned, [sizeOf(x.shape) / size, size]));
  return transpose(reshape(order, turned.shape), fromEnd(rank, axis));
}

/** TensorFlow's functions say which way. */
const isFalling = (call: Operands): boolean => call.literal("direction") === "DESCENDING";

const order: Operation = (call) => alongOne(call, (x, axis) => orderAlong(x, axis, isFalling(call)), -1);
const sorted: Operation = (call) =>
  alongOne(call, (x, axis) => pickedAlong(x, orderAlong(x, axis, isFalling(call)), axis), -1);

/** The largest numbers of the last axis and their places. */
const largest: Operation = (call) =>
  alongOne(
    call,
    (x, axis) => {
      const count = call.literal("k") ?? 1;
      if (typeof count !== "number" || count < 1 || count > x.shape[axis]!) return notFollowed("how many are taken");
      const places = slice(orderAlong(x, axis, true), axis, 0, count);
      return [pickedAlong(x, places, axis), places];
    },
    -1,
  );

/** Whether the number at `targets` is among the k largest of its row: as many may be equal to it as there are. */
const isAmongLargest: Operation = (call) => {
  const [targets, rows, count] = [call.operand("targets"), call.operand("predictions"), call.literal("k")];
  if (typeof targets !== "object" || typeof rows !== "object" || typeof count !== "number" || rows.shape.length !== 2)
    return notFollowed("one of its arguments");
  const chosen = multiply(oneHot(reshape(targets, [sizeOf(targets.shape)]), rows.shape[1]!), rows);
  const own = broadcastTo(sumTo(chosen, [rows.shape[0]!, 1]), rows.shape);
  const before = sumTo(greater(rows, own), [rows.shape[0]!, 1]);
  return reshape(greater(constant(count, before.shape), before), [rows.shape[0]!]);
};

/** The number below which a part of those along an axis lies. */
const quantileOf =
  (part: (call: Operands) => Literal | undefined, whole: number): Operation =>
  (call) =>
    alongOne(call, (x, axis) => {
      const given = part(call);
      if (typeof given !== "number" || given < 0 || given > whole) return notFollowed("which part is meant");
      // Keras 3.15 forgets another method within a model
      if ((call.literal("method") ?? "linear") !== "linear") return notFollowed("a method other than linear");
      const size = x.shape[axis]!;
      const place = (given / whole) * (size - 1);
      const [low, high] = [Math.floor(place), Math.min(Math.floor(place) + 1, size - 1)];
      const all = pickedAlong(x, orderAlong(x, axis, false), axis);
      const share = place - low;
      const [first, second] = [slice(all, axis, low, 1), slice(all, axis, high, 1)];
      const y = share === 0 ? first : add(scale(first, 1 - share), scale(second, share));
      return call.literal("keepdims") === true
        ? y
        : reshape(
            y,
            x.shape.filter((_, i) => i !== axis),
          );
    });

const numbersIn = (value: Literal | undefined): readonly number[] | undefined => {
  const list = isList(value ?? null) ? (value as readonly Literal[]) : undefined;
  return list?.every((one) => typeof one === "number") ? list : undefined;
};

/** How many of these numbers lie before each of x; with `equals` those that are equal to it too. */
const countBefore = (x: Value, bounds: readonly number[], equals: boolean): Value =>
  bounds.reduce<Value>(
    (sum, bound) => {
      const at = constant(bound, x.shape);
      return add(sum, equals ? affine(greater(at, x), -1, 1) : greater(x, at));
    },
    constant(0, x.shape),
  );

const placed: Operation = (call) => {
  const [bounds, values] = [numbersIn(call.literal("sorted_sequence")), call.operand("values")];
  if (!bounds || typeof values !== "object") return notFollowed("what is sorted");
  return countBefore(values, bounds, call.literal("side") === "right");
};

const binned: Operation = (call) => {
  const bounds = numbersIn(call.literal("bins"));
  return bounds ? countBefore(call.x, bounds, true) : notFollowed("what the bins are");
};

/** 1 where a number is one of these. */
const isOneOf: Operation = (call) => {
  const [x, wanted] = [call.operand("x1"), numbersIn(call.literal("x2"))];
  if (typeof x !== "object" || !wanted) return notFollowed("what is looked for");
  const found = wanted.reduce<Value>(
    (sum, one) => maximum(sum, equal(x, constant(one, x.shape))),
    constant(0, x.shape),
  );
  return call.literal("invert") === true ? affine(found, -1, 1) : found;
};

export const sorting: ReadonlyMap<string, Operation> = new Map([
  ["Argsort", order],
  ["Sort", sorted],
  ["TopK", largest],
  ["InTopK", isAmongLargest],
  ["Median", quantileOf(() => 0.5, 1)],
  ["Quantile", quantileOf((call) => call.literal("q"), 1)],
  ["Percentile", quantileOf((call) => call.literal("q"), 100)],
  ["Searchsorted", placed],
  ["Digitize", binned],
  ["Isin", isOneOf],
]);
